import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenForge } from '../bad-input/token-forge.ts';

const KID = 'strangers';

/** A key of somebody who publishes it as we publish ours, and who signs tokens that say so. */
export class StrangersKeys {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #jwk = { ...this.#keys.publicKey.export({ format: 'jwk' }), kid: KID, alg: 'ES256', use: 'sig' };
  readonly #server = createServer((_request, response) => {
    this.asked += 1;
    response.end(JSON.stringify({ keys: [this.#jwk] }));
  });
  /** How often somebody wanted the keys. */
  asked = 0;

  async publish(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    // A server that listens on TCP has an AddressInfo, never a pipe's name.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks.json`;
  }

  tokens(forge: TokenForge): readonly string[] {
    const headers = [{ kid: KID, jku: this.url }, { kid: KID, x5u: this.url }, { jku: this.url }, { jwk: this.#jwk }];
    return headers.map((header) => forge.token({ header, key: this.#keys.privateKey }));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
