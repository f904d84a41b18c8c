import { rm } from 'node:fs/promises';
import path from 'node:path';
import express from 'express';
import type { Request, Response, Router } from 'express';
import sharp from 'sharp';
import type { FaultGate } from '../faults/fault-gate.ts';
import { uploadReply } from './asset.ts';
import { CloudinaryError, replyWithApiError } from './cloudinary-error.ts';
import { deliveryRoutes } from './delivery-routes.ts';
import { ImageLibrary } from './image-library.ts';
import { receiveForm } from './received-form.ts';
import type { ReceivedForm } from './received-form.ts';
import { checkSignature } from './request-signature.ts';
import { parseDestroy, parseUpload } from './upload-request.ts';

export interface CloudinaryOptions {
  /** The files are kept in its folder `cloudinary`. */
  dir: string;
  cloudName: string;
  apiKey: string;
  apiSecret: string;
  /** Where a browser reaches the sandbox, without a trailing slash. */
  publicUrl: string;
  /** Each call of the upload API passes it once its signature is checked. */
  faults?: FaultGate;
  /** Closes the journal: abort it when the server has closed. */
  signal?: AbortSignal;
}

/** Cloudinary's upload API and image delivery, to be mounted at the root. */
export function cloudinaryRoutes(options: CloudinaryOptions): Router {
  // By default libvips takes every core for each image.
  sharp.concurrency(1);
  const library = new ImageLibrary(path.join(options.dir, 'cloudinary'));
  options.signal?.addEventListener('abort', () => {
    library.close();
  });

  const { faults = () => Promise.resolve(true) } = options;

  async function answer(
    req: Request<{ cloud: string }>,
    res: Response,
    handle: (form: ReceivedForm) => Promise<object>,
  ): Promise<void> {
    const { cloud } = req.params;
    if (cloud !== options.cloudName) throw new CloudinaryError(401, `Invalid cloud_name ${cloud}`);
    const form = await receiveForm(req, library.incoming);
    try {
      checkSignature(form.fields, options);
      if (await faults(res)) res.json(await handle(form));
    } finally {
      if (form.file !== null) await rm(form.file.path, { force: true });
    }
  }

  const router = express.Router();
  router.post('/v1_1/:cloud/image/upload', async (req, res) => {
    await answer(req, res, async ({ fields, file }) => {
      if (file === null) throw new CloudinaryError(400, 'Missing required parameter - file');
      const { asset, previous } = await library.add(file, parseUpload(fields));
      const replaced = previous !== undefined && (asset === previous ? { existing: true } : { overwritten: true });
      return { ...uploadReply(asset, options), ...replaced };
    });
  });
  router.post('/v1_1/:cloud/image/destroy', async (req, res) => {
    await answer(req, res, async ({ fields }) => {
      const removed = await library.remove(parseDestroy(fields));
      return { result: removed ? 'ok' : 'not found' };
    });
  });
  router.get('/_sandbox/cloudinary/assets', (_req, res) => {
    res.json({ data: library.newestFirst().map((asset) => uploadReply(asset, options)) });
  });
  router.use('/v1_1', (req) => {
    throw new CloudinaryError(
      404,
      `The sandbox has no ${req.method} ${req.originalUrl}: use image/upload or image/destroy`,
    );
  });
  router.use('/v1_1', replyWithApiError);
  router.use(deliveryRoutes(library, options.cloudName));
  return router;
}
