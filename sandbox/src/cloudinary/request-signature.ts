import { createHash, timingSafeEqual } from 'node:crypto';
import { CloudinaryError } from './cloudinary-error.ts';

export interface Credentials {
  apiKey: string;
  apiSecret: string;
}

const UNSIGNED_FIELDS = new Set(['file', 'cloud_name', 'resource_type', 'api_key', 'signature']);
const LONGEST_AGE_SECONDS = 60 * 60;

/** `name=value` pairs in the order of their names; see https://cloudinary.com/documentation/authentication_signatures */
function stringToSign(fields: Iterable<[name: string, value: string]>): string {
  return [...fields]
    .filter(([name, value]) => value !== '' && !UNSIGNED_FIELDS.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`.replaceAll('&', '%26'))
    .join('&');
}

/** SHA-1 in hexadecimal of the pairs followed by the secret. */
export function signatureOf(fields: Iterable<[name: string, value: string]>, apiSecret: string): string {
  return createHash('sha1')
    .update(stringToSign(fields) + apiSecret)
    .digest('hex');
}

/** @throws CloudinaryError 400 for what is missing or stale, 401 for another key or signature */
export function checkSignature(fields: Map<string, string>, { apiKey, apiSecret }: Credentials): void {
  const signature = fields.get('signature');
  if (signature === undefined) {
    throw new CloudinaryError(400, 'Upload preset must be specified when using unsigned upload');
  }
  const key = fields.get('api_key');
  if (key === undefined) throw new CloudinaryError(400, 'Missing required parameter - api_key');
  if (key !== apiKey) throw new CloudinaryError(401, `Unknown API key ${key}`);

  const expected = Buffer.from(signatureOf(fields, apiSecret));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new CloudinaryError(401, `Invalid Signature ${signature}. String to sign - '${stringToSign(fields)}'.`);
  }
  refuseStale(fields.get('timestamp') ?? '');
}

function refuseStale(timestamp: string): void {
  if (!/^\d{1,12}$/.test(timestamp)) throw new CloudinaryError(400, 'Missing required parameter - timestamp');
  const seconds = Number(timestamp);
  if (Date.now() / 1000 - seconds <= LONGEST_AGE_SECONDS) return;
  const reported = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  throw new CloudinaryError(400, `Stale request - reported time is ${reported} +0000 which is more than 1 hour ago`);
}
