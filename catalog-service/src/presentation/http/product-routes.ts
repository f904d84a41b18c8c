import { HttpProblem, problem } from '@souk/chassis/http/problem';
import { listOf, route, type Route } from '@souk/chassis/http/route';
import type { ProductCatalog } from '../../application/ports/product-catalog.ts';
import type { CachedReplies } from './cached-replies.ts';
import { CardReply, DetailReply, NamedProductParams, SearchQuery } from './product-schemas.ts';

export interface ProductRoutesOptions {
  readonly catalog: ProductCatalog;
  readonly lists: CachedReplies;
  readonly details: CachedReplies;
}

export function productRoutes({ catalog, lists, details }: ProductRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/products',
      access: 'public',
      summary: 'Find published products; prices are compared with the lowest one of a product, in minor units',
      headers: ['If-None-Match'],
      query: SearchQuery,
      replies: { 200: listOf(CardReply), 304: null },
      handle: (request) =>
        lists.reply(request, ['products', request.query], async () => {
          const { limit, offset, cursor, sort, ...query } = request.query;
          return { ...(await catalog.search(query, { limit, offset, cursor, sort })), limit, offset };
        }),
    }),
    route({
      method: 'get',
      path: '/v1/products/:idOrSlug',
      access: 'public',
      summary: 'One published product',
      headers: ['If-None-Match'],
      params: NamedProductParams,
      replies: { 200: DetailReply, 304: null },
      handle: (request) =>
        details.reply(request, [request.params.idOrSlug], async () => {
          const product = await catalog.detail(request.params.idOrSlug);
          if (product === null) {
            throw new HttpProblem(problem(404, 'product.not-found', 'There is no such product for sale.'));
          }
          return product;
        }),
    }),
  ];
}
