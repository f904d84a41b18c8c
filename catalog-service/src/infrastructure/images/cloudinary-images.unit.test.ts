import { v2 as sdk, type TransformationOptions } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { CloudinaryImages } from './cloudinary-images.ts';

const image = { publicId: 'products/p1/abc', version: 12 };
const thumbnail = { crop: 'fill', width: 400, height: 400, quality: 'auto', fetch_format: 'auto' } as const;
const large = { crop: 'limit', width: 1200, quality: 'auto', fetch_format: 'auto' } as const;

describe('the addresses of an image', () => {
  it.each([
    ['cloudinary://key:secret@souk', { secure: true }],
    ['cloudinary://key:secret@souk?upload_prefix=https://api-eu.cloudinary.com', { secure: true }],
    ['cloudinary://key:secret@souk?upload_prefix=http://127.0.0.1:9000', { secure: false, cname: '127.0.0.1:9000' }],
    [
      'cloudinary://key:secret@souk?upload_prefix=http://sandbox:9000&cname=localhost:9000',
      { secure: false, cname: 'localhost:9000' },
    ],
  ])('when configured by %s, are those that the SDK would give', (cloudinaryUrl, host) => {
    const sdkUrl = (transformation: TransformationOptions) =>
      sdk.url(image.publicId, {
        cloud_name: 'souk',
        urlAnalytics: false,
        version: image.version,
        transformation,
        ...host,
      });
    expect(new CloudinaryImages(cloudinaryUrl).of(image)).toEqual({
      url: sdkUrl({}),
      thumbnail: sdkUrl(thumbnail),
      large: sdkUrl(large),
    });
  });
});
