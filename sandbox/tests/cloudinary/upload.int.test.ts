import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { UploadApiOptions, UploadApiResponse } from 'cloudinary';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOUD, importSdk, startCloudinary } from './running-cloudinary.ts';
import type { RunningCloudinary } from './running-cloudinary.ts';
import { jpeg } from './sample-image.ts';

let sdk: Awaited<ReturnType<typeof importSdk>>;
let dir: string;
let running: RunningCloudinary;

beforeAll(async () => {
  sdk = await importSdk();
});

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'cloudinary-'));
  running = await startCloudinary(dir);
});

afterEach(async () => {
  await running.stop();
  await rm(dir, { recursive: true });
});

function upload(content: Buffer, options: UploadApiOptions = {}): Promise<UploadApiResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<UploadApiResponse>();
  const stream = sdk.uploader.upload_stream(
    { ...options, upload_prefix: running.url, disable_promises: true },
    (error, result) => {
      if (result === undefined) reject(error);
      else resolve(result);
    },
  );
  stream.end(content);
  return promise;
}

function destroy(publicId: string): Promise<{ result: string }> {
  return sdk.uploader.destroy(publicId, { upload_prefix: running.url } as object) as Promise<{ result: string }>;
}

async function assets(): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${running.url}/_sandbox/cloudinary/assets`);
  return ((await response.json()) as { data: Record<string, unknown>[] }).data;
}

async function files(folder: string): Promise<string[]> {
  return readdir(path.join(dir, 'cloudinary', folder));
}

describe('uploading through the SDK', () => {
  it('answers what Cloudinary answers', async () => {
    const content = await jpeg({ width: 60, height: 40 });
    const result = await upload(content, {
      public_id: 'shoe',
      folder: 'products/1',
      filename: 'Red shoe.jpg',
      tags: ['shoes', 'red'],
      context: { alt: 'A = B | C', caption: 'Shoe & sole' },
      overwrite: true,
    });
    expect(result).toMatchObject({
      asset_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      public_id: 'products/1/shoe',
      version_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      width: 60,
      height: 40,
      format: 'jpg',
      resource_type: 'image',
      tags: ['shoes', 'red'],
      pages: 1,
      bytes: content.length,
      type: 'upload',
      etag: createHash('md5').update(content).digest('hex'),
      placeholder: false,
      url: `${running.url}/souk/image/upload/v${result.version}/products/1/shoe.jpg`,
      secure_url: `${running.url}/souk/image/upload/v${result.version}/products/1/shoe.jpg`,
      asset_folder: 'products/1',
      display_name: 'shoe',
      original_filename: 'Red shoe',
      api_key: CLOUD.apiKey,
      context: { custom: { alt: 'A = B | C', caption: 'Shoe & sole' } },
    });
    expect(result.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(result).not.toHaveProperty('overwritten');
    // The SDK's types forget this function: https://github.com/cloudinary/cloudinary_npm/blob/master/lib/utils/index.js
    const { verify_api_response_signature: verify } = sdk.utils as unknown as Record<
      string,
      (...parts: string[]) => boolean
    >;
    expect(verify!(result.public_id, String(result.version), result.signature)).toBe(true);
  });

  it('accepts a file by its path and chooses a public id where none is given', async () => {
    const file = path.join(dir, 'shoe.png');
    await sharp(await jpeg({ width: 8, height: 8 }))
      .png()
      .toFile(file);
    const result = await sdk.uploader.upload(file, { upload_prefix: running.url });
    expect(result).toMatchObject({
      format: 'png',
      original_filename: 'shoe',
      public_id: expect.stringMatching(/^\w{20}$/),
    });
  });

  it('tells the size as seen, after the EXIF orientation', async () => {
    const content = await sharp(await jpeg({ width: 60, height: 40 }))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(await upload(content)).toMatchObject({ width: 40, height: 60 });
  });

  it('replaces an asset of the same public id, under a greater version', async () => {
    const first = await upload(await jpeg({ width: 10, height: 10 }), { public_id: 'shoe' });
    const second = await upload(await jpeg({ width: 20, height: 20 }), { public_id: 'shoe' });
    expect(second).toMatchObject({ asset_id: first.asset_id, width: 20, overwritten: true });
    expect(second.version).toBeGreaterThan(first.version);
    expect(await files('originals')).toHaveLength(1);
  });

  it('keeps the first asset when it must not be overwritten', async () => {
    const first = await upload(await jpeg({ width: 10, height: 10 }), { public_id: 'shoe' });
    const second = await upload(await jpeg({ width: 20, height: 20 }), { public_id: 'shoe', overwrite: false });
    expect(second).toMatchObject({ version_id: first.version_id, width: 10, existing: true });
    expect(await files('originals')).toHaveLength(1);
  });

  it('destroys an asset once and lists the others, newest first', async () => {
    const content = await jpeg({ width: 10, height: 10 });
    for (const public_id of ['one', 'two', 'three']) await upload(content, { public_id });
    expect(await destroy('two')).toEqual({ result: 'ok' });
    expect(await destroy('two')).toEqual({ result: 'not found' });
    expect(await assets()).toMatchObject([
      { public_id: 'three', bytes: content.length },
      { public_id: 'one', bytes: content.length },
    ]);
    expect(await files('originals')).toHaveLength(2);
  });

  it('knows its assets after a restart and removes files that no asset names', async () => {
    const { version } = await upload(await jpeg({ width: 10, height: 10 }), { public_id: 'shoe' });
    await running.stop();
    await writeFile(path.join(dir, 'cloudinary/originals/half-written'), 'x');
    await writeFile(path.join(dir, 'cloudinary/derived/half-rendered.jpg'), 'x');
    await writeFile(path.join(dir, 'cloudinary/incoming/half-received'), 'x');
    running = await startCloudinary(dir);
    expect(await assets()).toMatchObject([{ public_id: 'shoe', version }]);
    const delivered = await fetch(`${running.url}/souk/image/upload/v${version}/shoe.jpg`);
    expect([delivered.status, delivered.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(await files('originals')).toHaveLength(1);
    expect([await files('derived'), await files('incoming')]).toEqual([[], []]);
  });
});

describe('refusals', () => {
  it.each([
    [
      'a wrong secret',
      { api_secret: 'other' },
      401,
      /^Invalid Signature [0-9a-f]{40}\. String to sign - 'public_id=shoe&timestamp=\d+'\.$/,
    ],
    ['an unknown key', { api_key: '1' }, 401, /^Unknown API key 1$/],
    ['another cloud', { cloud_name: 'other' }, 401, /^Invalid cloud_name other$/],
    [
      'a timestamp of 61 minutes ago',
      { timestamp: Math.floor(Date.now() / 1000) - 3660 },
      400,
      /^Stale request - reported time is .* more than 1 hour ago$/,
    ],
    ['a parameter that would be ignored', { eager: 'w_10' }, 400, /does not support the upload parameter eager/],
    ['a format that is not allowed', { allowed_formats: ['png'] }, 400, /^Image file format jpg not allowed$/],
    ['a public id that climbs', { public_id: '../../etc/passwd' }, 400, /^public_id \(.*\) is invalid$/],
    ['a folder that climbs', { folder: '..' }, 400, /^public_id \(.*\) is invalid$/],
    ['a public id that is too long', { public_id: 'a'.repeat(256) }, 400, /^public_id \(a+\) is invalid$/],
    ['a private image', { type: 'private' }, 400, /keeps the type upload only/],
  ] as [string, UploadApiOptions, number, RegExp][])('refuses %s', async (_case, options, http_code, message) => {
    const content = await jpeg({ width: 10, height: 10 });
    const uploading = upload(content, { public_id: 'shoe', ...options });
    await expect(uploading).rejects.toMatchObject({ http_code, message: expect.stringMatching(message) });
    expect([await assets(), await files('originals'), await files('incoming')]).toEqual([[], [], []]);
  });

  it.each([
    ['text', () => Buffer.from('not an image')],
    ['an empty file', () => Buffer.alloc(0)],
    [
      'a picture that may hold scripts',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['half an image', async () => (await jpeg({ width: 200, height: 200 })).subarray(0, 600)],
    [
      'too many pixels',
      () =>
        sharp({ create: { width: 8000, height: 8000, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
    ],
  ])('refuses %s as no image', async (_case, content) => {
    await expect(upload(await content())).rejects.toMatchObject({ http_code: 400, message: 'Invalid image file' });
    expect([await assets(), await files('originals'), await files('incoming')]).toEqual([[], [], []]);
  });

  it('refuses a file of more than 10 MiB', async () => {
    const content = Buffer.concat([await jpeg({ width: 10, height: 10 }), Buffer.alloc(10 * 1024 * 1024)]);
    await expect(upload(content)).rejects.toMatchObject({ http_code: 400, message: /^File size too large/ });
    expect(await files('incoming')).toEqual([]);
  });

  it('refuses two parameters that were signed apart and sent as one', async () => {
    const timestamp = Math.floor(Date.now() / 1000).toString();
    // What SDKs signed before they escaped "&".
    const signature = createHash('sha1')
      .update(`public_id=a&tags=b&timestamp=${timestamp}${CLOUD.apiSecret}`)
      .digest('hex');
    const body = new URLSearchParams({ public_id: 'a&tags=b', timestamp, signature, api_key: CLOUD.apiKey });
    const response = await fetch(`${running.url}/v1_1/souk/image/destroy`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: { message: expect.stringMatching(/^Invalid Signature .*'public_id=a%26tags=b&timestamp=/) } },
    ]);
  });

  it.each([
    ['no form at all', { 'content-type': 'application/json' }, '{}'],
    [
      'a form that ends too early',
      { 'content-type': 'multipart/form-data; boundary=x' },
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    ],
    ['an unsigned form', { 'content-type': 'application/x-www-form-urlencoded' }, 'public_id=a'],
  ])('answers %s with 400', async (_case, headers, body) => {
    const response = await fetch(`${running.url}/v1_1/souk/image/upload`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: { message: expect.stringMatching(/./) } });
    expect(await files('incoming')).toEqual([]);
  });

  it('removes what it received of an interrupted upload', async () => {
    const sending = request(`${running.url}/v1_1/souk/image/upload`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    // It is going to be cut off, which Node reports as an error.
    sending.on('error', () => undefined);
    sending.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n');
    sending.write(Buffer.alloc(1024 * 1024));
    await vi.waitFor(async () => {
      expect(await files('incoming')).toHaveLength(1);
    });
    sending.destroy();
    await vi.waitFor(async () => {
      expect(await files('incoming')).toEqual([]);
    });
  });

  it('tells which calls there are when another is made', async () => {
    const explicit = sdk.uploader.explicit('shoe', { type: 'upload', upload_prefix: running.url });
    await expect(explicit).rejects.toMatchObject({ http_code: 404, message: expect.stringMatching(/image\/explicit/) });
  });
});
