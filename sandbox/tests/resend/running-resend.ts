import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import type { RequestHandler } from 'express';
import { Resend } from 'resend';
import { resendRoutes } from '../../src/resend/resend-routes.ts';
import { Store } from '../../src/store.ts';

export const WEBHOOK_SECRET = 'whsec_c291ay1zYW5kYm94LXNpZ25pbmcta2V5';

interface Settings {
  dir: string;
  webhookUrl?: string;
  enabledEvents?: readonly string[];
  faults?: RequestHandler;
}

export interface RunningResend {
  url: string;
  store: Store;
  /** The real SDK, pointed at the sandbox. */
  sdk: Resend;
  stop(): Promise<void>;
}

/** Starts the Resend stand-in on a free port; started again with the same folder, it must know everything it knew. */
export async function startResend({ dir, webhookUrl, enabledEvents, faults }: Settings): Promise<RunningResend> {
  const store = Store.open(path.join(dir, 'journal.jsonl'));
  const stopped = new AbortController();
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  app.use(
    resendRoutes({
      store,
      publicUrl: url,
      webhookUrl: webhookUrl ?? null,
      webhookSecret: WEBHOOK_SECRET,
      enabledEvents: enabledEvents ?? null,
      signal: stopped.signal,
      ...(faults && { faults }),
    }),
  );
  return {
    url,
    store,
    sdk: new Resend('re_sandbox', { baseUrl: url }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      stopped.abort();
      store.close();
    },
  };
}
