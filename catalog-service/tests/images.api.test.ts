import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { crc32, deflateSync } from 'node:zlib';
import { ProductUpdatedV1 } from '@souk/contracts/catalog-events';
import type { ApiReply } from '@souk/testing/api-client';
import { eventually } from '@souk/testing/eventually';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddImages } from '../src/application/add-images/add-images.ts';
import { CleanUpImages } from '../src/application/clean-up-images/clean-up-images.ts';
import { RemoveImage } from '../src/application/remove-image/remove-image.ts';
import { StoreImages } from '../src/application/store-images.ts';
import { T } from '../src/composition/tokens.ts';
import { killedAtCall } from './killed-at-call.ts';
import {
  addProduct,
  admin,
  startCatalog,
  startCloudinary,
  type RunningCatalog,
  type RunningCloudinary,
} from './running-catalog.ts';

const MAX_BYTES = 200_000;
let cloudinary: RunningCloudinary;
let catalog: RunningCatalog;
beforeAll(async () => {
  cloudinary = await startCloudinary();
  catalog = await startCatalog({
    CLOUDINARY_URL: `cloudinary://123456789:secret@souk?upload_prefix=${cloudinary.url}`,
    MAX_UPLOAD_BYTES: String(MAX_BYTES),
  });
});
afterAll(async () => {
  await catalog.stop();
  await cloudinary.stop();
});

interface File {
  readonly bytes: Buffer;
  readonly name?: string;
  readonly type?: string;
}

/** A picture of one random colour. */
function picture(width = 60, height = 40) {
  const [r = 0, g = 0, b = 0] = randomBytes(3);
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

function upload(
  productId: string,
  files: readonly File[],
  fields: readonly (readonly [string, string])[] = [],
): Promise<ApiReply> {
  const body = new FormData();
  for (const { bytes, name = 'tea.png', type = 'image/png' } of files) {
    body.append('images', new Blob([new Uint8Array(bytes)], { type }), name);
  }
  for (const [name, value] of fields) body.append(name, value);
  return catalog.api.post(`/v1/admin/products/${productId}/images`, { token: admin, body });
}

const assetsOf = async (productId: string) => (await cloudinary.assets()).filter((id) => id.includes(productId));

interface Image {
  readonly id: string;
  readonly publicId: string;
  readonly url: string;
  readonly thumbnail: string;
  readonly large: string;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A black-and-white PNG of so many pixels a side, all of them white. */
function whitePng(side: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const row = Buffer.alloc(1 + side / 8, 0xff).fill(0, 0, 1);
  const pixels = deflateSync(Buffer.concat(Array<Buffer>(side).fill(row)));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/** The same, as the only picture of one that could move. */
function animatedPng(side: number): Buffer {
  const [still, headerEnd] = [whitePng(side), 33];
  const control = chunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]));
  return Buffer.concat([still.subarray(0, headerEnd), control, still.subarray(headerEnd)]);
}

async function animatedWebp(): Promise<Buffer> {
  const pictures = await Promise.all([picture().png().toBuffer(), picture().png().toBuffer()]);
  return sharp(pictures, { join: { animated: true } })
    .webp({ loop: 0, delay: [100, 100] })
    .toBuffer();
}

const cutOff = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));

/** A product with so many images. */
async function productWithImages(count: number) {
  const { id, slug } = await addProduct(catalog);
  const files = await Promise.all(
    Array.from({ length: count }, async () => ({ bytes: await picture().png().toBuffer() })),
  );
  const reply = await upload(id, files);
  expect(reply.status).toBe(201);
  return { id, slug, images: reply.body.images as Image[] };
}

describe('POST /v1/admin/products/:productId/images', () => {
  it('when given images of every kind, stores them in order, and shoppers get them in every size', async () => {
    const { id, slug } = await addProduct(catalog);
    const files = [
      { bytes: await picture(60, 40).jpeg().toBuffer() },
      { bytes: await picture(40, 60).png().toBuffer() },
      { bytes: await picture(2500, 1000).webp().toBuffer() },
      { bytes: await picture(64, 64).avif().toBuffer() },
    ];
    const reply = await upload(id, files, [
      ['alt', 'Tea in a bowl – schön'],
      ['alt', 'Leaves'],
    ]);
    expect(reply).toMatchObject({ status: 201, body: { id } });
    expect(reply.headers.get('location')).toBe(`/v1/admin/products/${id}`);
    expect(reply.body.images).toMatchObject([
      { width: 60, height: 40, alt: 'Tea in a bowl – schön' },
      { width: 40, height: 60, alt: 'Leaves' },
      { width: 2000, height: 800, alt: '' },
      { width: 64, height: 64, alt: '' },
    ]);
    const { body } = await catalog.api.get(`/v1/products/${slug}`);
    expect(body.images[0]).not.toHaveProperty('publicId');
    const sizeAt = async (url: string) => {
      const response = await fetch(url);
      expect(response.status).toBe(200);
      const { width, height, format } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      return [width, height, format];
    };
    expect(await sizeAt(body.images[2].url)).toEqual([2000, 800, 'webp']);
    expect((await sizeAt(body.images[2].thumbnail)).slice(0, 2)).toEqual([400, 400]);
    expect((await sizeAt(body.images[2].large)).slice(0, 2)).toEqual([1200, 480]);
    const card = (await catalog.api.get('/v1/products?limit=1')).body.data[0];
    expect(card.image.url).toBe(body.images[0].url);
    await eventually(() => {
      const event = catalog.published(ProductUpdatedV1).find(({ subject }) => subject === id);
      expect(event?.data.images[1]).toEqual({ url: body.images[1].url, alt: 'Leaves' });
    });
  });

  it('when the same file is sent again, keeps one image', async () => {
    const { id } = await addProduct(catalog);
    const bytes = await picture().png().toBuffer();
    await upload(id, [{ bytes }, { bytes }]);
    const again = await upload(id, [{ bytes }]);
    expect([again.status, again.body.images.length, (await assetsOf(id)).length]).toEqual([201, 1, 1]);
  });

  it('when an image is lying on its side and says where it was taken, turns it and forgets the place', async () => {
    const { id } = await addProduct(catalog);
    const exif = { IFD0: { Copyright: 'secret-place' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 0/1' } };
    const bytes = await picture(60, 40).withExif(exif).withMetadata({ orientation: 6, exif }).jpeg().toBuffer();
    expect(bytes.includes('secret-place')).toBe(true);
    const { body } = await upload(id, [{ bytes }]);
    expect(body.images[0]).toMatchObject({ width: 40, height: 60 });
    const stored = Buffer.from(await (await fetch(body.images[0].url)).arrayBuffer());
    expect((await sharp(stored).metadata()).exif).toBeUndefined();
    expect(stored.includes('secret-place')).toBe(false);
  });

  it('when a script hides behind an image, keeps the image only', async () => {
    const { id } = await addProduct(catalog);
    const bytes = Buffer.concat([await picture().png().toBuffer(), Buffer.from('<script>alert(1)</script>')]);
    const { body } = await upload(id, [{ bytes }]);
    const stored = Buffer.from(await (await fetch(body.images[0].url)).arrayBuffer());
    expect(stored.includes('<script>')).toBe(false);
  });

  it.each([
    ['a PNG that moves', () => animatedPng(160), [160, 160]],
    ['a WebP that moves', animatedWebp, [60, 40]],
    ['a JPEG in the colours of printers', () => picture().toColourspace('cmyk').jpeg().toBuffer(), [60, 40]],
    ['a PNG of 16 bits a colour', () => picture().toColourspace('rgb16').png().toBuffer(), [60, 40]],
  ] as const)('when given %s, keeps one picture of it', async (_what, make, [width, height]) => {
    const { id } = await addProduct(catalog);
    const reply = await upload(id, [{ bytes: await make() }]);
    expect(reply).toMatchObject({ status: 201, body: { images: [{ width, height }] } });
    const stored = await (await fetch(reply.body.images[0].url)).arrayBuffer();
    expect(await sharp(stored, { pages: -1 }).metadata()).toMatchObject({ format: 'webp', width, height });
  });

  it.each([
    ['JPEG', () => picture(400, 300).jpeg().toBuffer()],
    ['PNG', () => picture(400, 300).png().toBuffer()],
    ['WebP', () => picture(400, 300).webp().toBuffer()],
    ['AVIF', () => picture(400, 300).avif().toBuffer()],
    ['PNG that moves', () => Promise.resolve(animatedPng(1_600))],
  ])('when given a %s that was cut off anywhere, says that it is broken or no image', async (_what, make) => {
    const { id } = await addProduct(catalog);
    const bytes = await make();
    const beginnings = [cutOff(bytes), ...[1, 4, 8, 12, 20, 33, 40, 50].map((length) => bytes.subarray(0, length))];
    for (const beginning of beginnings) {
      const reply = await upload(id, [{ bytes: beginning, name: 'cut.png' }]);
      expect([400, 415], `${beginning.length} bytes: ${reply.text}`).toContain(reply.status);
    }
  });

  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const gif = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');
  it.each([
    ['an SVG', svg, 'logo.svg', 415, 'images.type-refused'],
    ['an SVG that claims to be a PNG', svg, 'logo.png', 415, 'images.type-refused'],
    ['a page', Buffer.from('<!doctype html><p>hi'), 'page.png', 415, 'images.type-refused'],
    ['a GIF', gif, 'move.gif', 415, 'images.type-refused'],
    ['nothing', Buffer.alloc(0), 'empty.png', 415, 'images.type-refused'],
    [
      'the beginning of a PNG',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      'half.png',
      400,
      'images.broken',
    ],
  ])('when one of two files is %s, says which and adds none', async (_what, bytes, name, status, code) => {
    const { id } = await addProduct(catalog);
    const reply = await upload(id, [{ bytes: await picture().png().toBuffer() }, { bytes, name }]);
    expect(reply).toMatchObject({ status, body: { code } });
    expect(reply.body.errors).toEqual([{ pointer: '/images/1', detail: expect.stringContaining(name) }]);
    expect(await assetsOf(id)).toEqual([]);
    const { body } = await catalog.api.get(`/v1/admin/products/${id}`, { token: admin });
    expect(body.images).toEqual([]);
  });

  it('when an image would unpack to 256 megapixels, refuses it', async () => {
    const { id } = await addProduct(catalog);
    const bytes = whitePng(16_000);
    expect(bytes.length).toBeLessThan(MAX_BYTES);
    const reply = await upload(id, [{ bytes, name: 'bomb.png' }]);
    expect(reply).toMatchObject({ status: 400, body: { code: 'images.broken' } });
    // Made in the same way, a small one is fine.
    expect((await upload(id, [{ bytes: whitePng(160) }])).status).toBe(201);
  });

  it('when a file is too large, says which', async () => {
    const { id } = await addProduct(catalog);
    const reply = await upload(id, [{ bytes: randomBytes(MAX_BYTES + 1), name: 'große.png' }]);
    expect(reply).toMatchObject({ status: 413, body: { code: 'images.too-large', file: 'große.png' } });
  });

  it('when the form is not what it should be, refuses', async () => {
    const { id } = await addProduct(catalog);
    const file = { bytes: await picture().png().toBuffer() };
    const path = `/v1/admin/products/${id}/images`;
    const send = (body: string, type: string) =>
      catalog.api.post(path, { token: admin, body, headers: { 'content-type': type } });
    expect(await upload(id, [])).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await upload(id, Array<File>(9).fill(file))).toMatchObject({
      status: 400,
      body: { code: 'images.form-invalid' },
    });
    expect(await upload(id, [file], [['url', 'http://127.0.0.1/etc/passwd']])).toMatchObject({ status: 400 });
    expect(await upload(id, [file], [['__proto__', 'x']])).toMatchObject({ status: 400 });
    expect(await upload(id, [file], [['alt', 'x'.repeat(301)]])).toMatchObject({ status: 400 });
    expect(await upload(id, [file], [['images', 'http://example.test/x.png']])).toMatchObject({ status: 201 });
    expect(await send('{}', 'application/json')).toMatchObject({ status: 415 });
    expect(await send('nonsense', 'multipart/form-data; boundary=x')).toMatchObject({ status: 400 });
    expect(await send('nonsense', 'multipart/form-data')).toMatchObject({
      status: 400,
      body: { code: 'request.malformed' },
    });
    const named = new FormData();
    named.append('files', new Blob(['x']), 'x.png');
    expect(await catalog.api.post(path, { token: admin, body: named })).toMatchObject({ status: 400 });
  });

  it('when there is no such product, stores nothing', async () => {
    const id = '0197a1b2-0000-7000-8000-0000000000cc';
    const reply = await upload(id, [{ bytes: await picture().png().toBuffer() }]);
    expect(reply).toMatchObject({ status: 404, body: { code: 'product.not-found' } });
    expect(await assetsOf(id)).toEqual([]);
  });

  it('when Cloudinary is down, says so and changes nothing; later it works', async () => {
    const { id } = await addProduct(catalog);
    const files = [{ bytes: await picture().png().toBuffer() }];
    cloudinary.isDown = true;
    const reply = await upload(id, files);
    cloudinary.isDown = false;
    expect(reply).toMatchObject({ status: 503, body: { code: 'images.store-unavailable' } });
    expect(reply.headers.get('retry-after')).toBe('2');
    const { body } = await catalog.api.get(`/v1/admin/products/${id}`, { token: admin });
    expect(body.images).toEqual([]);
    expect((await upload(id, files)).status).toBe(201);
  });
});

describe('two uploads in progress', () => {
  /** An upload that has begun and does not end by itself. */
  const begin = (productId: string) => {
    const sending = request(`${catalog.url}/v1/admin/products/${productId}/images`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'multipart/form-data; boundary=x' },
    });
    sending.on('error', () => {
      // It is cut off on purpose.
    });
    sending.write('--x\r\ncontent-disposition: form-data; name="images"; filename="a.png"\r\n\r\n');
    return sending;
  };

  it('when a third comes, puts it off; when the others break off, takes it', async () => {
    const { id } = await addProduct(catalog);
    const begun = [begin(id), begin(id)];
    const files = [{ bytes: await picture().png().toBuffer() }];
    await eventually(async () => {
      const reply = await upload(id, files);
      // It may have come before one of the others, which was put off instead.
      if (reply.status === 201) begun.push(begin(id));
      expect(reply).toMatchObject({ status: 503, body: { code: 'images.busy' } });
      expect(reply.headers.get('retry-after')).toBe('2');
    });
    for (const sending of begun) sending.destroy();
    await eventually(async () => {
      expect((await upload(id, files)).status).toBe(201);
    });
  });
});

describe('PATCH /v1/admin/products/:productId/images', () => {
  it('when given another order and texts, takes them', async () => {
    const { id, slug, images } = await productWithImages(3);
    const [a, b, c] = images;
    const arrangement = [{ publicId: c?.publicId, alt: 'Third' }, { publicId: a?.publicId }, { publicId: b?.publicId }];
    const reply = await catalog.api.patch(`/v1/admin/products/${id}/images`, {
      token: admin,
      body: { images: arrangement },
    });
    expect(reply.status).toBe(200);
    expect(reply.body.images).toMatchObject([{ id: c?.id, alt: 'Third' }, { id: a?.id }, { id: b?.id }]);
    expect((await catalog.api.get(`/v1/products/${slug}`)).body.images[0].url).toBe(c?.url);
  });

  it.each([
    ['leaves an image out', (ids: string[]) => ({ images: [{ publicId: ids[0] }] }), 409],
    ['names a foreign one', (ids: string[]) => ({ images: [{ publicId: ids[0] }, { publicId: 'other' }] }), 409],
    ['has an unknown field', (ids: string[]) => ({ images: ids.map((publicId) => ({ publicId, url: 'x' })) }), 400],
    ['has an operator', () => ({ images: [{ publicId: { $ne: '' } }] }), 400],
  ])('when it %s, refuses', async (_what, bodyOf, status) => {
    const { id, images } = await productWithImages(2);
    const body = bodyOf(images.map(({ publicId }) => publicId));
    expect((await catalog.api.patch(`/v1/admin/products/${id}/images`, { token: admin, body })).status).toBe(status);
  });
});

describe('DELETE /v1/admin/products/:productId/images/:imageId', () => {
  it('when called, takes the image away, and from the store soon after', async () => {
    const { id, images } = await productWithImages(2);
    const path = `/v1/admin/products/${id}/images/${images[0]?.id ?? ''}`;
    expect((await catalog.api.delete(path, { token: admin })).status).toBe(204);
    const { body } = await catalog.api.get(`/v1/admin/products/${id}`, { token: admin });
    expect(body.images).toMatchObject([{ id: images[1]?.id }]);
    await eventually(async () => {
      expect(await assetsOf(id)).toEqual([images[1]?.publicId]);
    });
    expect(await catalog.api.delete(path, { token: admin })).toMatchObject({
      status: 404,
      body: { code: 'product.image-not-found' },
    });
  });
});

describe('a process that is killed while it handles images', () => {
  const inAnHour = { now: () => new Date(Date.now() + 3_600_000) };

  it('when it adds or removes them, the store keeps exactly what the product shows', async () => {
    let cuts = 0;
    for (const takesEffect of [false, true]) {
      for (let call = 1; ; call++) {
        const { id, images } = await productWithImages(1);
        const { mortal, isDead } = killedAtCall(call, takesEffect);
        const products = mortal(catalog.container.get(T.ProductRepository));
        const claims = mortal(catalog.container.get(T.ImageClaims));
        const clock = catalog.container.get(T.Clock);
        const store = new StoreImages({ store: mortal(catalog.container.get(T.ImageStore)), claims, clock });
        const processor = catalog.container.get(T.ImageProcessor);
        const adding = new AddImages({ products, processor, store, clock });
        const removing = new RemoveImage({ products, claims, clock });
        const bytes = await picture().png().toBuffer();
        await adding
          .execute(id, [{ bytes, alt: '' }])
          .then(() => removing.execute(id, images[0]?.id ?? ''))
          .catch((error: unknown) => {
            expect(error).toMatchObject({ message: 'killed' });
          });
        await new CleanUpImages({
          products: catalog.container.get(T.ProductRepository),
          claims: catalog.container.get(T.ImageClaims),
          store: catalog.container.get(T.ImageStore),
          clock: inAnHour,
        }).execute();
        const { body } = await catalog.api.get(`/v1/admin/products/${id}`, { token: admin });
        const shown = body.images.map(({ publicId }: Image) => publicId);
        expect((await assetsOf(id)).sort(), `cut at call ${call}`).toEqual(shown.sort());
        if (!isDead()) break;
        cuts += 1;
      }
    }
    expect(cuts).toBe(18);
  });

  it('when an image is condemned, it cannot be added until it is gone', async () => {
    const { id } = await addProduct(catalog);
    const claims = catalog.container.get(T.ImageClaims);
    const bytes = await picture().png().toBuffer();
    const first = await upload(id, [{ bytes }]);
    const claim = {
      publicId: String(first.body.images[0].publicId),
      productId: id,
      dueAt: new Date(Date.now() + 3_600_000),
    };
    await claims.note([claim]);
    expect(await claims.doom({ ...claim, dueAt: new Date(0) })).toBe(false);
    expect(await claims.doom(claim)).toBe(true);
    expect(await upload(id, [{ bytes }])).toMatchObject({ status: 409, body: { code: 'images.being-removed' } });
    await claims.settle([claim]);
    expect((await upload(id, [{ bytes }])).status).toBe(201);
  });
});
