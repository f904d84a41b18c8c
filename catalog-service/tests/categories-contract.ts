import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Categories, Category } from '../src/application/ports/categories.ts';
import {
  CategoryIsInUse,
  CategoryIsUnknown,
  CategoryNotFound,
  CategorySlugIsTaken,
} from '../src/application/ports/category-error.ts';

/** What all that keep categories must do. There may be other tests' categories already. */
export function categoriesContract(name: string, categories: () => Categories): void {
  const anAddedCategory = async (overrides: Partial<Category> = {}) => {
    const category = { slug: randomUUID(), name: 'Tea', position: 0, ...overrides };
    await categories().add(category);
    return category;
  };
  /** Those of them that are there, as they are listed. */
  const listed = async (...slugs: readonly string[]) =>
    (await categories().all()).filter(({ slug }) => slugs.includes(slug));

  describe(name, () => {
    it('when categories are added, has them and lists them by position', async () => {
      const last = await anAddedCategory({ position: 20 });
      const first = await anAddedCategory({ position: -1 });
      const second = await anAddedCategory({ position: 3 });
      expect(await listed(last.slug, first.slug, second.slug)).toEqual([first, second, last]);
    });

    it('when there is one with the slug already, says so and leaves it as it is', async () => {
      const category = await anAddedCategory();
      await expect(anAddedCategory({ slug: category.slug, name: 'Coffee' })).rejects.toThrow(CategorySlugIsTaken);
      expect(await listed(category.slug)).toEqual([category]);
    });

    it.each([{ name: 'Coffee' }, { position: 5 }, { name: 'Coffee', position: 5 }])(
      'when %j is changed, returns and keeps that and leaves the rest',
      async (change) => {
        const [category, other] = [await anAddedCategory(), await anAddedCategory({ position: 9 })];
        const changed = { ...category, ...change };
        expect(await categories().change(category.slug, change)).toEqual(changed);
        expect(await listed(category.slug, other.slug)).toEqual([changed, other]);
      },
    );

    it('when one is removed, has it no more, and its slug is free', async () => {
      const [category, other] = [await anAddedCategory(), await anAddedCategory()];
      await categories().remove(category.slug, await categories().close(category.slug));
      expect(await listed(category.slug, other.slug)).toEqual([other]);
      await anAddedCategory({ slug: category.slug });
    });

    it('when there is no such category, refuses to change and to remove it', async () => {
      const slug = randomUUID();
      await expect(categories().change(slug, { name: 'Coffee' })).rejects.toThrow(CategoryNotFound);
      await expect(categories().close(slug)).rejects.toThrow(CategoryNotFound);
      await expect(categories().remove(slug, 'closing')).rejects.toThrow(CategoryNotFound);
      await expect(categories().claim(slug)).rejects.toThrow(CategoryIsUnknown);
    });

    it('when one is claimed, cannot be closed until every claim is released', async () => {
      const { slug } = await anAddedCategory();
      const [first, second] = [await categories().claim(slug), await categories().claim(slug)];
      await categories().release(slug, first);
      await expect(categories().close(slug)).rejects.toThrow(CategoryIsInUse);
      await categories().release(slug, second);
      await categories().remove(slug, await categories().close(slug));
    });

    it('when one is closed, cannot be claimed until it is opened again', async () => {
      const { slug } = await anAddedCategory();
      const closing = await categories().close(slug);
      await expect(categories().claim(slug)).rejects.toThrow(CategoryIsUnknown);
      await categories().reopen(slug, closing);
      await categories().claim(slug);
      await expect(categories().remove(slug, closing)).rejects.toThrow(CategoryIsInUse);
    });

    it('when one is closed twice, only who came last can remove it or open it again', async () => {
      const { slug } = await anAddedCategory();
      const [first, last] = [await categories().close(slug), await categories().close(slug)];
      await categories().reopen(slug, first);
      await expect(categories().claim(slug)).rejects.toThrow(CategoryIsUnknown);
      await expect(categories().remove(slug, first)).rejects.toThrow(CategoryIsInUse);
      await categories().remove(slug, last);
    });

    it('when many claim and close one at once, never allows both', async () => {
      for (let time = 1; time <= 20; time++) {
        const { slug } = await anAddedCategory();
        const [claim, closing] = await Promise.allSettled([categories().claim(slug), categories().close(slug)]);
        expect([claim.status, closing.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      }
    });
  });
}
