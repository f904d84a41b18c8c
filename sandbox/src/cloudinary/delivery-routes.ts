import express from 'express';
import type { Request, Response, Router } from 'express';
import type { Asset } from './asset.ts';
import { CloudinaryError, replyWithDeliveryError } from './cloudinary-error.ts';
import { imageFormat, MEDIA_TYPES } from './image-format.ts';
import type { ImageFormat } from './image-format.ts';
import type { ImageLibrary } from './image-library.ts';
import { deliveredFormat, isOriginal, renderingOf } from './rendering.ts';
import { parseDeliveryPath } from './transformation.ts';

interface DeliveredFile {
  root: string;
  name: string;
  format: ImageFormat;
  etag: string;
}

/** Delivers originals and their renderings under `/<cloud>/image/upload/`. */
export function deliveryRoutes(library: ImageLibrary, cloudName: string): Router {
  function find(name: string): { asset: Asset; extension: ImageFormat | null } {
    const exact = library.find(name);
    if (exact !== undefined) return { asset: exact, extension: null };
    const dot = name.lastIndexOf('.');
    const extension = imageFormat(name.slice(dot + 1)) ?? null;
    const asset = dot > 0 && extension !== null ? library.find(name.slice(0, dot)) : undefined;
    if (asset === undefined) throw notFound(name);
    return { asset, extension };
  }

  async function deliver(segments: string[], req: Request, res: Response): Promise<void> {
    const { transformation, name } = parseDeliveryPath(segments);
    const { asset, extension } = find(name);
    const format = deliveredFormat(
      asset,
      transformation,
      extension,
      // Who takes neither gets the usual one, as from Cloudinary.
      (usual, other) => req.accepts(usual, other) || usual,
    );
    const rendering = renderingOf(asset, transformation, format);
    if (transformation.format === 'auto') res.vary('Accept');
    try {
      if (isOriginal(asset, rendering)) {
        await sendImage(res, { root: library.originals, name: asset.file, format, etag: asset.etag });
      } else {
        const derived = await library.rendered(asset, rendering);
        await sendImage(res, { root: library.derived, name: derived, format, etag: derived });
      }
    } catch (error) {
      // It may have been destroyed or replaced while it was rendered or sent.
      throw library.find(asset.public_id)?.file === asset.file ? error : notFound(name);
    }
  }

  const router = express.Router();
  router.get('/:cloud/image/upload/*path', async (req, res) => {
    const { cloud, path: segments } = req.params;
    if (cloud !== cloudName) throw new CloudinaryError(404, `Unknown cloud_name ${cloud}`);
    await deliver(segments, req, res);
  });
  router.use('/:cloud/image', replyWithDeliveryError);
  return router;
}

async function sendImage(res: Response, { root, name, format, etag }: DeliveredFile): Promise<void> {
  const headers = {
    'Content-Type': MEDIA_TYPES[format],
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: `"${etag}"`,
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'X-Content-Type-Options': 'nosniff',
  };
  await new Promise<void>((resolve, reject) => {
    res.sendFile(name, { root, headers, cacheControl: false, lastModified: false }, (error?: Error) => {
      // Once the headers are out, the only thing left to go wrong is the connection, and with it the reply.
      if (error === undefined || res.headersSent) resolve();
      else reject(error);
    });
  });
}

function notFound(name: string): CloudinaryError {
  return new CloudinaryError(404, `Resource not found - ${name}`);
}
