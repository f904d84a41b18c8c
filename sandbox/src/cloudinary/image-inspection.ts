import sharp from 'sharp';
import type { Asset } from './asset.ts';
import { CloudinaryError } from './cloudinary-error.ts';
import { imageFormat } from './image-format.ts';
import { MAX_INPUT_PIXELS } from './rendering.ts';

/**
 * Decodes the whole file, whatever its name claims, so that what is kept can be delivered.
 * @throws CloudinaryError 400 for anything but an intact image in one of the known formats
 */
export async function inspectImage(
  file: string,
): Promise<Pick<Asset, 'width' | 'height' | 'format' | 'pages' | 'alpha'>> {
  const options = { limitInputPixels: MAX_INPUT_PIXELS };
  try {
    const { mediaType, autoOrient, pages, hasAlpha } = await sharp(file, options).metadata();
    const format = imageFormat(mediaType ?? '');
    if (format === undefined) throw new CloudinaryError(400, 'Invalid image file');
    await sharp(file, options).resize(16, 16, { fit: 'fill' }).raw().toBuffer();
    return { width: autoOrient.width, height: autoOrient.height, format, pages: pages ?? 1, alpha: hasAlpha };
  } catch (error) {
    // The file was written a moment ago, so a failure to read it is a failure to decode it.
    throw error instanceof CloudinaryError ? error : new CloudinaryError(400, 'Invalid image file');
  }
}
