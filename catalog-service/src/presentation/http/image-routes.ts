import { revisionToMatch } from '@souk/chassis/http/headers';
import { HttpProblem, problem } from '@souk/chassis/http/problem';
import { created, noContent, route, type Route } from '@souk/chassis/http/route';
import type { AddImages, RefusedImage } from '../../application/add-images/add-images.ts';
import type { ArrangeImages } from '../../application/arrange-images/arrange-images.ts';
import type { RemoveImage } from '../../application/remove-image/remove-image.ts';
import type { ViewProduct } from '../../application/view-product/view-product.ts';
import { productReply } from './admin-product-routes.ts';
import { ArrangementBody, ImageParams, ProductParams, ProductReply } from './product-schemas.ts';
import { ImagesBody, receiveImages, type UploadedFile } from './receive-images.ts';

export interface ImageRoutesOptions {
  readonly addImages: AddImages;
  readonly arrangeImages: ArrangeImages;
  readonly removeImage: RemoveImage;
  readonly viewProduct: ViewProduct;
  readonly maxBytes: number;
}

export function imageRoutes(options: ImageRoutesOptions): readonly Route[] {
  const { addImages, arrangeImages, removeImage, viewProduct, maxBytes } = options;
  return [
    route({
      method: 'post',
      path: '/v1/admin/products/:productId/images',
      access: 'admin',
      // The same file is the same image of a product, however often it is sent.
      idempotency: 'none',
      summary: 'Add images to a product: all of them, or none when one is refused',
      params: ProductParams,
      consumes: 'multipart/form-data',
      middleware: [receiveImages(maxBytes)],
      body: ImagesBody,
      replies: { 201: ProductReply },
      handle: async ({ params: { productId }, body: { images, alt } }) => {
        const given = images.map(({ bytes }, index) => ({ bytes, alt: alt[index] ?? '' }));
        const [first, ...others] = await addImages.execute(productId, given);
        if (first !== undefined) throw refusalOf([first, ...others], images);
        return created(`/v1/admin/products/${productId}`, (await productReply(viewProduct, productId)).body);
      },
    }),
    route({
      method: 'patch',
      path: '/v1/admin/products/:productId/images',
      access: 'admin',
      summary: 'Put the images of a product into this order and set their alternative texts',
      headers: ['If-Match'],
      params: ProductParams,
      body: ArrangementBody,
      replies: { 200: ProductReply },
      handle: async (request) => {
        const { productId } = request.params;
        await arrangeImages.execute(productId, request.body.images, revisionToMatch(request.header('if-match')));
        return productReply(viewProduct, productId);
      },
    }),
    route({
      method: 'delete',
      path: '/v1/admin/products/:productId/images/:imageId',
      access: 'admin',
      summary: 'Take an image out of a product and have it destroyed',
      params: ImageParams,
      replies: { 204: null },
      handle: async ({ params }) => {
        await removeImage.execute(params.productId, params.imageId);
        return noContent;
      },
    }),
  ];
}

/** 415 when a file is no image of a kind we take, 400 when one cannot be decoded; `errors` says which. */
function refusalOf(refused: readonly RefusedImage[], files: readonly UploadedFile[]): HttpProblem {
  const errors = refused.map(({ index, fault }) => ({
    pointer: `/images/${index}`,
    detail:
      fault === 'not-an-image'
        ? `${files[index]?.name ?? 'The file'} is no JPEG, PNG, WebP or AVIF image.`
        : `${files[index]?.name ?? 'The file'} is broken or has too many pixels.`,
  }));
  const isForeign = refused.some(({ fault }) => fault === 'not-an-image');
  return new HttpProblem(
    isForeign
      ? problem(415, 'images.type-refused', 'Nothing was added: some files are no images we take; see errors.', {
          errors,
        })
      : problem(400, 'images.broken', 'Nothing was added: some images cannot be read; see errors.', { errors }),
  );
}
