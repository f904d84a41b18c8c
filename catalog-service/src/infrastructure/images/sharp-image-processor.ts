import { createHash } from 'node:crypto';
import type { ImageFault, ImageProcessor, PreparedImage } from '../../application/ports/image-processor.ts';

const ACCEPTED: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/avif']);
const MAX_INPUT_PIXELS = 40_000_000;
const MAX_SIDE = 2000;
const QUALITY = 85;
const TIMEOUT_S = 20;

/** Makes WebP of any accepted image, of the first picture where it moves: turned as its EXIF says, then without EXIF, trailing data and all that is no pixel. */
export class SharpImageProcessor implements ImageProcessor {
  async prepare(bytes: Uint8Array): Promise<PreparedImage | ImageFault> {
    const type = await typeOf(bytes);
    if (type === null) return 'broken';
    if (!ACCEPTED.has(type)) return 'not-an-image';
    const sharp = await loadSharp();
    try {
      const { data, info } = await sharp(bytes, { limitInputPixels: MAX_INPUT_PIXELS, autoOrient: true })
        .timeout({ seconds: TIMEOUT_S })
        .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: QUALITY })
        .toBuffer({ resolveWithObject: true });
      const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
      return { id, bytes: data, width: info.width, height: info.height };
    } catch {
      // sharp has one kind of error. The bytes are here in memory, so what has failed is to decode them within the limits.
      return 'broken';
    }
  }
}

/** The media type of an upload is a claim; its first bytes are not. Null when they begin like a file and do not go on like one. */
async function typeOf(bytes: Uint8Array): Promise<string | null> {
  const { fileTypeFromBuffer } = await import('file-type');
  try {
    return (await fileTypeFromBuffer(bytes))?.mime ?? 'unknown';
  } catch {
    // Its parsers throw at whatever is odd in a file. The bytes are here in memory, so nothing else can have failed.
    return null;
  }
}

/** Loaded when first needed: most processes never see an upload. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  // By default libvips keeps what it decodes and takes every core for each image.
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
