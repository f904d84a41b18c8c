import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ConfigAndUrlOptions, TransformationOptions, UploadApiResponse } from 'cloudinary';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importSdk, startCloudinary } from './running-cloudinary.ts';
import type { RunningCloudinary } from './running-cloudinary.ts';
import { jpeg, sampleImage } from './sample-image.ts';

const publicId = 'products/red shoe';

let sdk: Awaited<ReturnType<typeof importSdk>>;
let temporary: string;
let dir: string;
let running: RunningCloudinary;
let original: Buffer;

beforeAll(async () => {
  sdk = await importSdk();
  original = await jpeg({ width: 600, height: 400 });
});

beforeEach(async () => {
  temporary = await mkdtemp(path.join(tmpdir(), 'cloudinary-'));
  // The real data folder is hidden too, and static file servers tend to refuse hidden folders.
  dir = path.join(temporary, '.souk');
  await mkdir(dir);
  running = await startCloudinary(dir);
  await upload(original, publicId);
});

afterEach(async () => {
  await running.stop();
  await rm(temporary, { recursive: true });
});

async function upload(content: Buffer, public_id: string): Promise<UploadApiResponse> {
  const { promise, resolve } = Promise.withResolvers<UploadApiResponse | undefined>();
  sdk.uploader
    .upload_stream({ public_id, upload_prefix: running.url }, (_error, result) => {
      resolve(result);
    })
    .end(content);
  const result = await promise;
  expect(result?.public_id).toBe(public_id);
  return result!;
}

function urlOf(transformation: TransformationOptions, id = publicId): string {
  const options = { secure: false, cname: running.host, urlAnalytics: false, transformation } as ConfigAndUrlOptions;
  return sdk.url(id, options);
}

async function get(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body };
}

async function sizeOf(url: string): Promise<string> {
  const { status, body } = await get(url);
  expect(status).toBe(200);
  const { width, height } = await sharp(body).metadata();
  return `${width}x${height}`;
}

async function colourAt(image: Buffer, left: number, top: number): Promise<'red' | 'blue'> {
  const [red = 0, , blue = 0] = await sharp(image).extract({ left, top, width: 1, height: 1 }).raw().toBuffer();
  return red > blue ? 'red' : 'blue';
}

/** Without what fetch does before it sends: it normalises the path, and asks caches not to answer 304. */
async function getRaw(rawPath: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const sending = request({ host: '127.0.0.1', port: new URL(running.url).port, path: rawPath, headers }).end();
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  return response.resume();
}

function derivedFiles(): Promise<string[]> {
  return readdir(path.join(dir, 'cloudinary/derived'));
}

describe('sizes', () => {
  it.each([
    ['fills the exact size', { crop: 'fill', width: 200, height: 200 }, '200x200'],
    ['fills by enlarging', { crop: 'fill', width: 800, height: 900 }, '800x900'],
    ['fills by one side in proportion', { crop: 'fill', width: 300 }, '300x200'],
    ['limits to the smaller side', { crop: 'limit', width: 300, height: 100 }, '150x100'],
    ['never enlarges with limit', { crop: 'limit', width: 1200, height: 1200 }, '600x400'],
    ['fits by enlarging', { crop: 'fit', width: 1200, height: 1200 }, '1200x800'],
    ['scales in proportion without a crop', { width: 60 }, '60x40'],
    ['scales to both sides', { crop: 'scale', width: 50, height: 50 }, '50x50'],
    ['multiplies by the pixel ratio', { crop: 'fill', width: 100, height: 80, dpr: 2 }, '200x160'],
    ['limits at the pixel ratio', { crop: 'limit', width: 100, dpr: '1.5' }, '150x100'],
    [
      'takes several components',
      [
        { crop: 'fill', width: 90, height: 90, gravity: 'auto' },
        { quality: 'auto', fetch_format: 'auto' },
      ],
      '90x90',
    ],
  ] as [string, TransformationOptions, string][])('%s', async (_case, transformation, size) => {
    expect(await sizeOf(urlOf(transformation))).toBe(size);
  });

  it('crops around the middle', async () => {
    const { body } = await get(urlOf({ crop: 'fill', width: 100, height: 400 }));
    expect([await colourAt(body, 5, 200), await colourAt(body, 94, 200)]).toEqual(['red', 'blue']);
  });

  it('turns an image the way its EXIF orientation says', async () => {
    const turned = await sharp(original).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    await upload(turned, 'turned');
    const { body } = await get(urlOf({ width: 100 }, 'turned'));
    expect(await sharp(body).metadata()).toMatchObject({ width: 100, height: 150 });
    expect([await colourAt(body, 50, 5), await colourAt(body, 50, 144)]).toEqual(['red', 'blue']);
  });

  it.each(['w_5000', 'w_4000,dpr_2.0', 'h_4096', 'c_fill,w_99999,h_1'])(
    'refuses the output of %s',
    async (component) => {
      const { status, headers } = await get(`${running.url}/souk/image/upload/${component}/v1/${publicId}.jpg`);
      expect([status, decodeURI(headers.get('x-cld-error') ?? '')]).toEqual([
        400,
        expect.stringMatching(/^Maximum image side is 4096 pixels/),
      ]);
    },
  );

  it.each([
    'w_abc',
    'w_0',
    'w_-1',
    'c_pad,w_10',
    'e_blur:300',
    'q_101',
    'q_constructor',
    'dpr_9.0',
    'f_svg',
    'w_10/w_20',
    'l_logo',
  ])('refuses the transformation %s', async (component) => {
    const { status, headers } = await get(`${running.url}/souk/image/upload/${component}/v1/${publicId}.jpg`);
    expect([status, headers.get('x-cld-error'), headers.get('cache-control')]).toEqual([
      400,
      expect.stringMatching(/sandbox/),
      'no-store',
    ]);
    expect(await derivedFiles()).toEqual([]);
  });
});

describe('formats and quality', () => {
  const auto = { width: 100, fetch_format: 'auto' };

  it('chooses WebP for clients that accept it and keeps JPEG for the others', async () => {
    const webp = await get(urlOf(auto), { accept: 'image/avif,image/webp,*/*' });
    const other = await get(urlOf(auto), { accept: 'image/*' });
    expect([webp.headers.get('content-type'), (await sharp(webp.body).metadata()).format]).toEqual([
      'image/webp',
      'webp',
    ]);
    expect([other.headers.get('content-type'), (await sharp(other.body).metadata()).format]).toEqual([
      'image/jpeg',
      'jpeg',
    ]);
    expect([webp.headers.get('vary'), other.headers.get('vary')]).toEqual(['Accept', 'Accept']);
    expect(webp.headers.get('etag')).not.toBe(other.headers.get('etag'));
  });

  it.each([
    ['IMAGE/WEBP', 'image/webp'],
    ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', 'image/webp'],
    ['image/jpeg;q=0.5, image/webp', 'image/webp'],
    ['image/webp;q=0', 'image/jpeg'],
    ['image/webp;q=0, image/*', 'image/jpeg'],
    ['image/webp;q=0.2, image/jpeg', 'image/jpeg'],
    ['image/webpx', 'image/jpeg'],
    ['*/*', 'image/jpeg'],
    ['text/html', 'image/jpeg'],
    ['', 'image/jpeg'],
  ])('for a client that accepts %j chooses %s', async (accept, type) => {
    expect((await get(urlOf(auto), { accept })).headers.get('content-type')).toBe(type);
  });

  it('keeps transparency for clients that do not accept WebP', async () => {
    const clear = { create: { width: 20, height: 20, channels: 4 as const, background: '#ff000080' } };
    await upload(await sharp(clear).webp().toBuffer(), 'clear');
    await upload(await sampleImage({ width: 20, height: 20 }).webp().toBuffer(), 'opaque');
    const types = ['clear', 'opaque'].map(async (id) =>
      (await get(urlOf(auto, id), { accept: 'image/*' })).headers.get('content-type'),
    );
    expect(await Promise.all(types)).toEqual(['image/png', 'image/jpeg']);
  });

  it.each([
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['avif', 'image/avif'],
    ['jpeg', 'image/jpeg'],
  ])('converts to %s by the extension', async (extension, type) => {
    const { headers, body } = await get(urlOf({ width: 40 }, `${publicId}.${extension}`));
    expect([headers.get('content-type'), (await sharp(body).metadata()).mediaType]).toEqual([type, type]);
  });

  it('delivers a transparent image as JPEG on white', async () => {
    const clear = { create: { width: 20, height: 20, channels: 4 as const, background: '#00000000' } };
    await upload(await sharp(clear).png().toBuffer(), 'clear');
    const { body } = await get(urlOf({}, 'clear.jpg'));
    expect((await sharp(body).raw().toBuffer())[0]).toBeGreaterThan(250);
  });

  it('makes smaller files of lower quality', async () => {
    const noise = {
      create: {
        width: 300,
        height: 300,
        channels: 3 as const,
        background: 'red',
        noise: { type: 'gaussian' as const, mean: 128, sigma: 40 },
      },
    };
    await upload(await sharp(noise).jpeg({ quality: 100 }).toBuffer(), 'noise');
    const bytes = async (quality: string | number) => (await get(urlOf({ quality }, 'noise'))).body.length;
    const sizes = [
      await bytes(5),
      await bytes('auto:low'),
      await bytes('auto'),
      await bytes('auto:best'),
      await bytes(100),
    ];
    expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
    expect(new Set(sizes).size).toBe(5);
  });
});

describe('delivery', () => {
  it('delivers the original byte by byte, with or without version and extension', async () => {
    const { version } = await upload(original, 'plain');
    for (const name of ['plain', 'plain.jpg', `v${version}/plain.jpg`, 'v1/plain']) {
      const { status, headers, body } = await get(`${running.url}/souk/image/upload/${name}`);
      expect([status, headers.get('content-type'), body.equals(original)]).toEqual([200, 'image/jpeg', true]);
    }
    expect(await derivedFiles()).toEqual([]);
  });

  it('prefers the public id that ends like an extension', async () => {
    await upload(await jpeg({ width: 10, height: 10 }), 'label.png');
    expect((await get(urlOf({}, 'label.png'))).headers.get('content-type')).toBe('image/jpeg');
  });

  it('lets caches keep the image for good and answers 304 to its tag', async () => {
    const url = urlOf({ width: 50 });
    const { headers } = await get(url);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const again = await getRaw(new URL(url).pathname, { 'if-none-match': headers.get('etag')! });
    expect([again.statusCode, again.headers['content-length']]).toEqual([304, undefined]);
    await once(again, 'end');
  });

  it('makes a rendering once, also for equal requests at the same time and after a restart', async () => {
    const url = urlOf({ crop: 'fill', width: 120, height: 120 });
    const bodies = await Promise.all(Array.from({ length: 8 }, async () => (await get(url)).body));
    expect(bodies.every((body) => body.equals(bodies[0]!))).toBe(true);
    const [file] = await derivedFiles();
    await running.stop();
    running = await startCloudinary(dir);
    await get(urlOf({ crop: 'fill', width: 60, height: 60, dpr: 2 }));
    expect(await derivedFiles()).toEqual([file]);
  });

  it('delivers the new image after it was replaced', async () => {
    expect(await sizeOf(urlOf({ width: 50 }))).toBe('50x33');
    await upload(await jpeg({ width: 400, height: 400 }), publicId);
    expect(await sizeOf(urlOf({ width: 50 }))).toBe('50x50');
    expect(await derivedFiles()).toHaveLength(1);
  });

  it('delivers nothing of an image that was destroyed', async () => {
    const url = urlOf({ width: 50 });
    await get(url);
    await sdk.uploader.destroy(publicId, { upload_prefix: running.url } as object);
    expect((await get(url)).status).toBe(404);
    expect(await derivedFiles()).toEqual([]);
  });

  it('keeps renderings that another image with the same content shares', async () => {
    await upload(original, 'twin');
    await get(urlOf({ width: 50 }));
    await sdk.uploader.destroy('twin', { upload_prefix: running.url } as object);
    expect(await derivedFiles()).toHaveLength(1);
  });

  it('answers 404 with the reason for what it does not know', async () => {
    const missing = await get(urlOf({ width: 50 }, 'products/ö'));
    expect([missing.status, decodeURI(missing.headers.get('x-cld-error')!)]).toEqual([
      404,
      'Resource not found - products/ö',
    ]);
    expect(missing.headers.get('cache-control')).toBe('no-store');
    const cloud = await get(`${running.url}/other/image/upload/${publicId}`);
    expect([cloud.status, cloud.headers.get('x-cld-error')]).toEqual([404, 'Unknown%20cloud_name%20other']);
  });

  it.each([
    '/souk/image/upload/../assets.jsonl',
    '/souk/image/upload/..%2f..%2fassets.jsonl',
    '/souk/image/upload/%2e%2e/%2e%2e/assets.jsonl',
    '/souk/image/upload/w_10/../../../assets.jsonl',
    '/souk/image/upload/v1/..%5c..%5cassets.jsonl',
    '/souk/image/upload/%00.jpg',
    '/souk/image/upload//etc/passwd',
  ])('finds no file by the path %s', async (rawPath) => {
    const response = await getRaw(rawPath);
    expect(response.statusCode).toBe(404);
    await once(response, 'end');
  });

  it('finds no original by the name of its file', async () => {
    const [file] = await readdir(path.join(dir, 'cloudinary/originals'));
    expect((await get(`${running.url}/souk/image/upload/${file!}`)).status).toBe(404);
  });
});
