import { created, noContent, ok, route, type Route } from '@souk/chassis/http/route';
import { line, Slug } from '@souk/contracts/fields';
import { z } from 'zod';
import type { Categories } from '../../application/ports/categories.ts';
import type { RemoveCategory } from '../../application/remove-category/remove-category.ts';
import type { CachedReplies } from './cached-replies.ts';

const Category = z.strictObject({
  slug: Slug,
  name: line(100),
  position: z.int().min(0).max(1_000_000).default(0),
});
const CategoryChange = z.strictObject({
  name: Category.shape.name.optional(),
  position: z.int().min(0).max(1_000_000).optional(),
});
const CategoryParams = Category.pick({ slug: true });

export interface CategoryRoutesOptions {
  readonly categories: Categories;
  readonly removeCategory: RemoveCategory;
  readonly lists: CachedReplies;
}

export function categoryRoutes({ categories, removeCategory, lists }: CategoryRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/categories',
      access: 'public',
      summary: 'All categories, in the order of their positions',
      headers: ['If-None-Match'],
      replies: { 200: z.object({ data: z.array(Category) }), 304: null },
      handle: (request) => lists.reply(request, ['categories'], async () => ({ data: await categories.all() })),
    }),
    route({
      method: 'post',
      path: '/v1/admin/categories',
      access: 'admin',
      summary: 'Add a category',
      body: Category,
      replies: { 201: Category },
      handle: async ({ body }) => {
        await categories.add(body);
        return created('/v1/categories', body);
      },
    }),
    route({
      method: 'patch',
      path: '/v1/admin/categories/:slug',
      access: 'admin',
      summary: 'Rename or move a category',
      params: CategoryParams,
      body: CategoryChange,
      replies: { 200: Category },
      handle: async ({ params, body: { name, position } }) => {
        const change = { ...(name === undefined ? {} : { name }), ...(position === undefined ? {} : { position }) };
        return ok(await categories.change(params.slug, change));
      },
    }),
    route({
      method: 'delete',
      path: '/v1/admin/categories/:slug',
      access: 'admin',
      summary: 'Remove a category that no product uses',
      params: CategoryParams,
      replies: { 204: null },
      handle: async ({ params }) => {
        await removeCategory.execute(params.slug);
        return noContent;
      },
    }),
  ];
}
