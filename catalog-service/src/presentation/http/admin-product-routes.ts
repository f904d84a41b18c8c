import { etagOfRevision, revisionToMatch } from '@souk/chassis/http/headers';
import { created, noContent, ok, listOf, route, type Reply, type Route } from '@souk/chassis/http/route';
import { derivedUuid, uuidv7 } from '@souk/chassis/ids';
import type { ChangeProduct } from '../../application/change-product/change-product.ts';
import type { CreateProduct } from '../../application/create-product/create-product.ts';
import type { ProductCatalog } from '../../application/ports/product-catalog.ts';
import type { ViewProduct } from '../../application/view-product/view-product.ts';
import { AdminSearchQuery, productBodies, ProductChange, ProductParams, ProductReply } from './product-schemas.ts';

export interface AdminProductRoutesOptions {
  readonly catalog: ProductCatalog;
  readonly createProduct: CreateProduct;
  readonly changeProduct: ChangeProduct;
  readonly viewProduct: ViewProduct;
  readonly currency: string;
}

export function adminProductRoutes(options: AdminProductRoutesOptions): readonly Route[] {
  const { catalog, createProduct, changeProduct, viewProduct, currency } = options;
  return [
    route({
      method: 'get',
      path: '/v1/admin/products',
      access: 'admin',
      summary: 'Products of every status, the best match or the newest first',
      query: AdminSearchQuery,
      replies: { 200: listOf(ProductReply) },
      handle: async ({ query: { limit, offset, cursor, ...query } }) =>
        ok({ ...(await catalog.all(query, { limit, offset, cursor })), limit, offset }),
    }),
    route({
      method: 'post',
      path: '/v1/admin/products',
      access: 'admin',
      summary: 'Add a product, as a draft or published at once',
      body: productBodies(currency).ProductBody,
      replies: { 201: ProductReply },
      handle: async ({ body, caller, idempotencyKey }) => {
        const id = idempotencyKey === null ? uuidv7() : derivedUuid('product', caller.userId, idempotencyKey);
        await createProduct.execute({ ...body, id });
        const { body: product, headers } = await productReply(viewProduct, id);
        const reply = created(`/v1/admin/products/${id}`, product);
        return { ...reply, headers: { ...reply.headers, ...headers } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/admin/products/:productId',
      access: 'admin',
      summary: 'One product of any status',
      params: ProductParams,
      replies: { 200: ProductReply },
      handle: ({ params }) => productReply(viewProduct, params.productId),
    }),
    route({
      method: 'patch',
      path: '/v1/admin/products/:productId',
      access: 'admin',
      summary: 'Change a product, publish or archive it; with If-Match only if nobody else has changed it',
      headers: ['If-Match'],
      params: ProductParams,
      body: ProductChange,
      replies: { 200: ProductReply },
      handle: async (request) => {
        const { params, body } = request;
        await changeProduct.execute(params.productId, body, revisionToMatch(request.header('if-match')));
        return productReply(viewProduct, params.productId);
      },
    }),
    route({
      method: 'delete',
      path: '/v1/admin/products/:productId',
      access: 'admin',
      summary: 'Archive a product: it stays on record and is no longer sold',
      headers: ['If-Match'],
      params: ProductParams,
      replies: { 204: null },
      handle: async (request) => {
        await changeProduct.execute(
          request.params.productId,
          { status: 'archived' },
          revisionToMatch(request.header('if-match')),
        );
        return noContent;
      },
    }),
  ];
}

/** A product as it is now, tagged with its revision for `If-Match`. */
export async function productReply(viewProduct: ViewProduct, productId: string): Promise<Reply> {
  const { product, revision } = await viewProduct.execute(productId);
  return ok(product, { etag: etagOfRevision(revision) });
}
