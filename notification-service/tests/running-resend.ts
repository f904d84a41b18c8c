import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express, { type RequestHandler } from 'express';
import type { GetEmailResponseSuccess } from 'resend';
import { resendRoutes } from '../../sandbox/src/resend/resend-routes.ts';
import { Store } from '../../sandbox/src/store.ts';
import { environment } from './environment.ts';

export interface RunningResend {
  readonly url: string;
  /** The idempotency key of every call, oldest first. */
  readonly keys: readonly string[];
  /** What happens to calls from now on; `works` again when left out. */
  behave(fault?: RequestHandler): void;
  /** What has been accepted for an address, newest first. */
  inbox(to: string): Promise<GetEmailResponseSuccess[]>;
  stop(): Promise<void>;
}

const works: RequestHandler = (_request, _response, next) => next();

/** The machine is gone: the connection breaks before anything has happened. */
export const unreachable: RequestHandler = (request) => request.socket.destroy();

/** The mail is accepted, and the connection breaks before the answer is out. */
export const answerLost: RequestHandler = (request, response, next) => {
  response.json = () => {
    request.socket.destroy();
    return response;
  };
  next();
};

/** Answers an error in Resend's form: https://resend.com/docs/api-reference/errors */
export const answering =
  (statusCode: number, name: string): RequestHandler =>
  (_request, response) =>
    void response.status(statusCode).json({ statusCode, name, message: 'Not now.' });

/** The sandbox's Resend on a free port, with faults that a test can switch on. */
export async function startResend(): Promise<RunningResend> {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-resend-'));
  const store = Store.open(path.join(dir, 'journal.jsonl'));
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an AddressInfo, never a pipe's name.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys: string[] = [];
  let behaviour = works;
  app.post('/emails', (request, _response, next) => {
    keys.push(request.get('idempotency-key') ?? '');
    next();
  });
  app.use(
    resendRoutes({
      store,
      publicUrl: url,
      webhookUrl: null,
      webhookSecret: environment.RESEND_WEBHOOK_SECRET,
      faults: (...call) => behaviour(...call),
    }),
  );
  return {
    url,
    keys,
    behave: (fault = works) => {
      behaviour = fault;
    },
    inbox: async (to) => {
      const response = await fetch(`${url}/_sandbox/emails?to=${encodeURIComponent(to)}`);
      // What the inbox answers: the objects of Resend's API.
      return ((await response.json()) as { data: GetEmailResponseSuccess[] }).data;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      store.close();
      await rm(dir, { recursive: true });
    },
  };
}
