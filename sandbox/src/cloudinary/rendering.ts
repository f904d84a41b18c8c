import sharp from 'sharp';
import type { Asset } from './asset.ts';
import { CloudinaryError } from './cloudinary-error.ts';
import { MEDIA_TYPES, type ImageFormat } from './image-format.ts';
import type { Transformation } from './transformation.ts';

/** Exactly what to make of an original: equal renderings of equal content are the same image. */
export interface Rendering {
  width: number;
  height: number;
  /** `cover` crops what exceeds the size; `fill` is used where the proportions fit. */
  fit: 'cover' | 'fill';
  gravity: 'center' | 'auto';
  quality: number | null;
  format: ImageFormat;
}

type Original = Pick<Asset, 'width' | 'height' | 'format' | 'alpha'>;

/** Largest side of a delivered image, in pixels. */
const MAX_SIDE = 4096;
/** Largest original, in pixels; larger ones are refused at upload. */
export const MAX_INPUT_PIXELS = 50_000_000;

/** @throws CloudinaryError 400 where the result would be too large */
export function renderingOf(original: Original, wanted: Transformation, format: ImageFormat): Rendering {
  const { width, height, fit } = outputSize(original, wanted);
  if (Math.max(width, height) > MAX_SIDE && (width !== original.width || height !== original.height)) {
    throw new CloudinaryError(400, `Maximum image side is ${MAX_SIDE} pixels. Requested ${width}x${height}`);
  }
  return { width, height, fit, gravity: wanted.gravity, quality: wanted.quality, format };
}

export function isOriginal(original: Original, { width, height, quality, format }: Rendering): boolean {
  return width === original.width && height === original.height && format === original.format && quality === null;
}

/**
 * `f_auto` wins over the URL's extension. It gives WebP to clients that prefer it, else what every browser shows.
 * @param preferred of two media types, the one that the client would rather have: the first, unless it says otherwise.
 */
export function deliveredFormat(
  original: Original,
  { format }: Transformation,
  extension: ImageFormat | null,
  preferred: (usual: string, other: string) => string,
): ImageFormat {
  if (format !== 'auto') return format ?? extension ?? original.format;
  const usual = usualFormat(original);
  return preferred(MEDIA_TYPES[usual], MEDIA_TYPES.webp) === MEDIA_TYPES.webp ? 'webp' : usual;
}

function usualFormat({ format, alpha }: Original): ImageFormat {
  if (format !== 'webp' && format !== 'avif') return format;
  return alpha ? 'png' : 'jpg';
}

/** Writes the rendering of the file `from` to the file `to`. */
export async function render(from: string, to: string, rendering: Rendering): Promise<void> {
  const { width, height, fit, gravity, quality, format } = rendering;
  const position = gravity === 'auto' ? sharp.strategy.attention : 'centre';
  const image = sharp(from, { limitInputPixels: MAX_INPUT_PIXELS, autoOrient: true }).resize({
    width,
    height,
    fit,
    position,
  });
  const given = quality === null ? {} : { quality };
  // JPEG has no transparency: without a background it would turn black.
  if (format === 'jpg') await image.flatten({ background: '#ffffff' }).jpeg(given).toFile(to);
  else if (format === 'webp') await image.webp(given).toFile(to);
  else if (format === 'avif') await image.avif({ ...given, effort: 2 }).toFile(to);
  else await image.toFormat(format).toFile(to);
}

function outputSize(original: Original, wanted: Transformation): Pick<Rendering, 'width' | 'height' | 'fit'> {
  const width = wanted.width === null ? null : wanted.width * wanted.dpr;
  const height = wanted.height === null ? null : wanted.height * wanted.dpr;
  if (width !== null && height !== null && (wanted.crop === 'fill' || wanted.crop === 'scale')) {
    return { ...rounded(width, height), fit: wanted.crop === 'fill' ? 'cover' : 'fill' };
  }
  if (width === null && height === null) return { width: original.width, height: original.height, fit: 'fill' };
  const box = Math.min((width ?? Infinity) / original.width, (height ?? Infinity) / original.height);
  const scale = wanted.crop === 'limit' ? Math.min(box, 1) : box;
  return { ...rounded(original.width * scale, original.height * scale), fit: 'fill' };
}

function rounded(width: number, height: number): { width: number; height: number } {
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}
