import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { cloudinaryRoutes } from '../../src/cloudinary/cloudinary-routes.ts';

export const CLOUD = { cloudName: 'souk', apiKey: '123456789', apiSecret: 'secret' };

export interface RunningCloudinary {
  url: string;
  host: string;
  stop(): Promise<void>;
}

/** Starts the Cloudinary stand-in on a free port; started again with the same folder, it must know everything it knew. */
export async function startCloudinary(dir: string): Promise<RunningCloudinary> {
  const stopped = new AbortController();
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `http://${host}`;
  app.use(cloudinaryRoutes({ dir, ...CLOUD, publicUrl: url, signal: stopped.signal }));
  return {
    url,
    host,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      stopped.abort();
    },
  };
}

/** The real SDK. It chooses http when it is imported, which is why the variable is set first. */
export async function importSdk() {
  process.env['CLOUDINARY_URL'] =
    `cloudinary://${CLOUD.apiKey}:${CLOUD.apiSecret}@${CLOUD.cloudName}?upload_prefix=http://127.0.0.1`;
  return (await import('cloudinary')).v2;
}
