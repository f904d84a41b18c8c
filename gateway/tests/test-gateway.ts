import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FoundationOptions } from '@souk/chassis/service/process-foundation';
import { ApiClient } from '@souk/testing/api-client';
import { accessToken, testKeySet } from '@souk/testing/test-tokens';
import { SERVICES, type Service } from '../src/domain/access-policy.ts';
import { startGateway } from '../src/service.ts';

export const customer = accessToken({ userId: 'customer-1', role: 'customer' });
export const admin = accessToken({ userId: 'admin-1', role: 'admin' });

const echo: RequestListener = (request, response) => {
  void text(request).then((body) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method: request.method, url: request.url, body }));
  });
};

/** Stands where a service would. Says what it was asked, until it is told to answer otherwise. */
export class FakeService {
  readonly received: IncomingMessage[] = [];
  answer: RequestListener = echo;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      if (request.url?.startsWith('/v1/') === true) this.received.push(request);
      this.answer(request, response);
    });
  }

  get last(): IncomingMessage {
    return this.received.at(-1)!;
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.received.length = 0;
    this.answer = echo;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

export interface TestGateway {
  readonly api: ApiClient;
  readonly url: string;
  readonly port: number;
  readonly services: Readonly<Record<Service, FakeService>>;
  stop(): Promise<void>;
}

/** The gateway with a fake service at every address it knows. */
export async function startTestGateway(
  environment: Readonly<Record<string, string>> = {},
  { clock, keySet = testKeySet }: Pick<FoundationOptions, 'clock' | 'keySet'> = {},
): Promise<TestGateway> {
  const started = await Promise.all(
    SERVICES.map(async (name) => {
      const service = new FakeService();
      return { name, service, url: await service.start() };
    }),
  );
  const gateway = await startGateway({
    keySet,
    clock,
    environment: {
      PORT: '0',
      LOG_LEVEL: 'silent',
      JWKS_URL: 'http://127.0.0.1:9/unused',
      ...Object.fromEntries(started.map(({ name, url }) => [variableOf(name), url])),
      ...environment,
    },
  });
  const url = `http://127.0.0.1:${gateway.port}`;
  return {
    api: new ApiClient(url),
    url,
    port: gateway.port,
    services: Object.fromEntries(started.map(({ name, service }) => [name, service])) as TestGateway['services'],
    stop: async () => {
      await gateway.stop();
      await Promise.all(started.map(({ service }) => service.stop()));
    },
  };
}

const variableOf = (service: Service): string => `${service.toUpperCase().replace('-', '_')}_URL`;

/** Sends bytes as they are, which no HTTP client does, and returns everything that comes back until the server closes. */
export async function sendRaw(port: number, message: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(message, 'latin1');
  return text(socket);
}

/** A whole request without a body, whatever its target. */
export const rawRequest = (port: number, method: string, target: string, headers: readonly string[] = []) =>
  sendRaw(
    port,
    [`${method} ${target} HTTP/1.1`, 'Host: shop.test', 'Connection: close', ...headers, '', ''].join('\r\n'),
  );
