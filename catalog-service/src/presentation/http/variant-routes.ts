import { revisionToMatch } from '@souk/chassis/http/headers';
import { created, noContent, route, type Route } from '@souk/chassis/http/route';
import type { AddVariant } from '../../application/add-variant/add-variant.ts';
import type { ChangeVariant } from '../../application/change-variant/change-variant.ts';
import type { RemoveVariant } from '../../application/remove-variant/remove-variant.ts';
import type { ViewProduct } from '../../application/view-product/view-product.ts';
import { productReply } from './admin-product-routes.ts';
import { productBodies, ProductParams, ProductReply, VariantParams } from './product-schemas.ts';

export interface VariantRoutesOptions {
  readonly addVariant: AddVariant;
  readonly changeVariant: ChangeVariant;
  readonly removeVariant: RemoveVariant;
  readonly viewProduct: ViewProduct;
  readonly currency: string;
}

export function variantRoutes(options: VariantRoutesOptions): readonly Route[] {
  const { addVariant, changeVariant, removeVariant, viewProduct, currency } = options;
  const { VariantBody, VariantChange } = productBodies(currency);
  return [
    route({
      method: 'post',
      path: '/v1/admin/products/:productId/variants',
      access: 'admin',
      summary: 'Add a variant to a product; its stock starts with nothing',
      params: ProductParams,
      body: VariantBody,
      replies: { 201: ProductReply },
      handle: async ({ params: { productId }, body }) => {
        await addVariant.execute(productId, body);
        return created(`/v1/admin/products/${productId}`, (await productReply(viewProduct, productId)).body);
      },
    }),
    route({
      method: 'patch',
      path: '/v1/admin/products/:productId/variants/:sku',
      access: 'admin',
      summary: 'Rename a variant or change its price; orders keep the price they were reserved at',
      headers: ['If-Match'],
      params: VariantParams,
      body: VariantChange,
      replies: { 200: ProductReply },
      handle: async (request) => {
        const { productId, sku } = request.params;
        await changeVariant.execute(productId, sku, request.body, revisionToMatch(request.header('if-match')));
        return productReply(viewProduct, productId);
      },
    }),
    route({
      method: 'delete',
      path: '/v1/admin/products/:productId/variants/:sku',
      access: 'admin',
      summary: 'Take a variant out of a product',
      headers: ['If-Match'],
      params: VariantParams,
      replies: { 204: null },
      handle: async (request) => {
        await removeVariant.execute(
          request.params.productId,
          request.params.sku,
          revisionToMatch(request.header('if-match')),
        );
        return noContent;
      },
    }),
  ];
}
