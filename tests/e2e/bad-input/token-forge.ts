import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

interface SigningKey {
  readonly kid: string;
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

interface TokenParts {
  readonly claims?: object;
  readonly header?: object;
  readonly key?: KeyObject;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** Makes an admin's access tokens with the platform's own key: the right one, and those that are wrong in one point. */
export class TokenForge {
  readonly #kid: string;
  readonly #key: KeyObject;

  /** @param signingKeys the platform's, as JSON */
  constructor(signingKeys: string) {
    // The platform has made them itself.
    const [{ kid, ...jwk }] = JSON.parse(signingKeys) as [SigningKey];
    this.#kid = kid;
    this.#key = createPrivateKey({ key: jwk, format: 'jwk' });
  }

  /** The right one, but for what is given. */
  token({ claims = {}, header = {}, key = this.#key }: TokenParts = {}): string {
    const signed = this.#unsigned(claims, { alg: 'ES256', ...header });
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }

  /** `Authorization` headers that prove nothing, by what is wrong with them. */
  wrongAuthorizations(): Readonly<Record<string, string>> {
    const unsigned = this.#unsigned({}, { alg: 'none' });
    const [header, , signature] = this.token({ claims: { role: 'customer' } }).split('.');
    const [, claims] = this.token().split('.');
    const { privateKey: anotherKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const tokens = {
      'a word for a token': 'token',
      'an unsigned token': `${unsigned}.`,
      'an unsigned token with a made-up signature': `${unsigned}.${signature}`,
      'a token that has expired': this.token({ claims: { exp: inSeconds(-3_600) } }),
      'a token that never expires': this.token({ claims: { exp: undefined } }),
      'a token whose role was altered': `${header}.${claims}.${signature}`,
      'a token signed by a stranger': this.token({ key: anotherKey }),
      'a token signed with the public key for a password': this.#signedWithPublicKey(),
      'a token of an unknown key': this.token({ header: { kid: 'another' } }),
      'a token of another type': this.token({ claims: { typ: 'refresh' } }),
      'a token for another audience': this.token({ claims: { aud: 'another' } }),
      'a token of another issuer': this.token({ claims: { iss: 'another' } }),
    };
    const bearers = Object.entries(tokens).map(([what, token]) => [what, `Bearer ${token}`] as const);
    return { 'a password for a token': `Basic ${btoa('admin:admin')}`, ...Object.fromEntries(bearers) };
  }

  #signedWithPublicKey(): string {
    const signed = this.#unsigned({}, { alg: 'HS256' });
    const password = createPublicKey(this.#key).export({ type: 'spki', format: 'pem' });
    return `${signed}.${createHmac('sha256', password).update(signed).digest('base64url')}`;
  }

  #unsigned(claims: object, header: object): string {
    const right = { sub: 'forged', role: 'admin', typ: 'access', iss: 'souk', aud: 'souk-api', exp: inSeconds(900) };
    return `${encoded({ typ: 'JWT', kid: this.#kid, ...header })}.${encoded({ ...right, ...claims })}`;
  }
}
