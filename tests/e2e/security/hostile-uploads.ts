import { once } from 'node:events';
import { request } from 'node:http';

interface Upload {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const BOUNDARY = 'souk';
const TYPE = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const MEGABYTE = 1_000_000;

const part = (headers: string, content: string) => `--${BOUNDARY}\r\n${headers}\r\n\r\n${content}\r\n`;
const field = (name: string, content = 'x') => part(`Content-Disposition: form-data; name="${name}"`, content);
const formOf = (...parts: readonly string[]): Upload => ({
  headers: TYPE,
  body: `${parts.join('')}--${BOUNDARY}--\r\n`,
});
const many = (count: number, one: (n: number) => string) => Array.from({ length: count }, (_, n) => one(n));

/** Forms that cost their reader more than their sender, unless it stops in time. */
export const UPLOAD_BOMBS: Readonly<Record<string, () => Upload>> = {
  'ten thousand fields': () => formOf(...many(10_000, (n) => field(`a${n}`))),
  'ten thousand files': () =>
    formOf(...many(10_000, (n) => part(`Content-Disposition: form-data; name="images"; filename="${n}.png"`, ''))),
  'a field with a name of a megabyte': () => formOf(field('a'.repeat(MEGABYTE))),
  'a field of ten megabytes': () => formOf(field('alt', 'a'.repeat(10 * MEGABYTE))),
  'a part with a header of a megabyte': () =>
    formOf(part(`Content-Disposition: form-data; name="alt"\r\nX-Large: ${'a'.repeat(MEGABYTE)}`, 'x')),
  'a part with ten thousand headers': () =>
    formOf(part(`Content-Disposition: form-data; name="a"\r\n${many(10_000, (n) => `X-${n}: 1`).join('\r\n')}`, 'x')),
  'names within names': () => formOf(field(`a${'[a]'.repeat(5_000)}`)),
  'no end': () => ({ headers: TYPE, body: `--${BOUNDARY}\r\nContent-Disposition: form-data; name="alt"\r\n\r\nx` }),
  'line breaks only': () => ({ headers: TYPE, body: '\r\n'.repeat(MEGABYTE) }),
  'a boundary of a thousand characters': () => ({
    headers: { 'content-type': `multipart/form-data; boundary=${'a'.repeat(1_000)}` },
    body: `--${'a'.repeat(999)}`.repeat(1_000),
  }),
};

/** Sends the first of ten megabytes and leaves. */
export async function brokenUpload(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { hostname, port } = new URL(url);
  const sent = request({
    hostname,
    port,
    path,
    method: 'POST',
    headers: { ...headers, ...TYPE, 'content-length': 10 * MEGABYTE },
    agent: false,
  });
  sent.on('error', () => undefined);
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="images"; filename="a.png"\r\n\r\n`;
  sent.write(head + 'a'.repeat(MEGABYTE));
  if (sent.writableNeedDrain) await Promise.race([once(sent, 'drain'), once(sent, 'close')]);
  sent.destroy();
}
