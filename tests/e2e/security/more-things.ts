import { ApiClient } from '@souk/testing/api-client';
import sharp from 'sharp';
import type { ShopFloor } from '../shop-floor.ts';

/** The refresh token of a new account. */
export async function aRefreshToken(url: string): Promise<string> {
  const account = { email: 'refresh@souk.local', password: 'a-password-for-refresh' };
  const api = new ApiClient(url);
  await api.post('/v1/auth/register', { body: { ...account, name: 'Refresh' } });
  return (await api.post('/v1/auth/login', { body: account })).body.refreshToken;
}

/** A product with an image. */
export async function aPicturedProduct(
  floor: ShopFloor,
  sku: string,
): Promise<{ readonly productId: string; readonly imageId: string }> {
  const { productId } = await floor.sell(sku, { stock: 1 });
  const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#b4532a' } }).png();
  const form = new FormData();
  form.append('images', new Blob([new Uint8Array(await picture.toBuffer())]), 'picture.png');
  const path = `/v1/admin/products/${productId}/images`;
  const { images } = await floor.asAdmin<{ images: { id: string }[] }>('POST', path, form);
  return { productId, imageId: images[0]!.id };
}
