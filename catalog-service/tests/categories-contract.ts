import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Categories, Category } from '../src/application/ports/categories.ts';
import { CategoryNotFound, CategorySlugIsTaken } from '../src/application/ports/category-error.ts';

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
      expect(await categories().has(last.slug)).toBe(true);
      expect(await categories().has(randomUUID())).toBe(false);
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
      await categories().remove(category.slug);
      expect(await categories().has(category.slug)).toBe(false);
      expect(await listed(category.slug, other.slug)).toEqual([other]);
      await anAddedCategory({ slug: category.slug });
    });

    it('when there is no such category, refuses to change and to remove it', async () => {
      const slug = randomUUID();
      await expect(categories().change(slug, { name: 'Coffee' })).rejects.toThrow(CategoryNotFound);
      await expect(categories().remove(slug)).rejects.toThrow(CategoryNotFound);
      expect(await categories().has(slug)).toBe(false);
    });
  });
}
