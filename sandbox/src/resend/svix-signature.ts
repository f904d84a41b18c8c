import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** The key inside a `whsec_…` secret. @throws Error for a secret of another form */
export function signingKey(secret: string): KeyObject {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined) {
    throw new Error('The Resend webhook secret must be "whsec_" followed by Base64: set it to such a value.');
  }
  return createSecretKey(encoded, 'base64');
}

/** The headers of one try, signed at this moment; see https://docs.svix.com/receiving/verifying-payloads/how-manual */
export function svixHeaders(id: string, body: string, key: KeyObject): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` };
}
