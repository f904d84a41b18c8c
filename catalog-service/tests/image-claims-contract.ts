import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ImageClaim, ImageClaims } from '../src/application/ports/image-claims.ts';
import { ImageIsBeingRemoved } from '../src/application/ports/image-error.ts';
import { at, secondsLater } from './a-reservation.ts';

/** What all that remember unsettled images must do. There may be other tests' claims already. */
export function imageClaimsContract(name: string, claims: () => ImageClaims): void {
  const aClaim = (overrides: Partial<ImageClaim> = {}): ImageClaim => ({
    publicId: `products/p/${randomUUID()}`,
    productId: 'p',
    dueAt: at,
    ...overrides,
  });
  const aNotedClaim = async (overrides: Partial<ImageClaim> = {}) => {
    const claim = aClaim(overrides);
    await claims().note([claim]);
    return claim;
  };
  /** What is due of an image by then. */
  const dueOf = async ({ publicId }: ImageClaim, by = secondsLater(60)) =>
    (await claims().due(by, 1_000)).filter((claim) => claim.publicId === publicId);

  describe(name, () => {
    it('when images are noted, gives them as they were from the moment on when they are due', async () => {
      const noted = [aClaim(), aClaim({ productId: 'q', dueAt: secondsLater(1) })] as const;
      await claims().note(noted);
      for (const claim of noted) {
        expect(await dueOf(claim, new Date(claim.dueAt.getTime() - 1))).toEqual([]);
        expect(await dueOf(claim, claim.dueAt)).toEqual([claim]);
      }
    });

    it('when more are due than asked for, gives the longest overdue first', async () => {
      // Long before the other tests' claims.
      const early = (seconds: number) => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds));
      const second = await aNotedClaim({ dueAt: early(2) });
      const first = await aNotedClaim({ dueAt: early(1) });
      await aNotedClaim({ dueAt: early(3) });
      expect(await claims().due(early(3), 2)).toEqual([first, second]);
    });

    it('when an image is noted again, has it once, with the new date', async () => {
      const claim = await aNotedClaim();
      const renewed = { ...claim, dueAt: secondsLater(1) };
      await claims().note([renewed]);
      expect(await dueOf(claim)).toEqual([renewed]);
    });

    it('when images are noted many times at once, has each once', async () => {
      for (const claim of Array.from({ length: 20 }, () => aClaim())) {
        await Promise.all(Array.from({ length: 8 }, () => claims().note([claim])));
        expect(await dueOf(claim)).toEqual([claim]);
      }
    });

    it('when settled, strikes out what was not noted again meanwhile', async () => {
      const [settled, other, renewed] = [await aNotedClaim(), await aNotedClaim(), await aNotedClaim()];
      const again = { ...renewed, dueAt: secondsLater(1) };
      await claims().note([again]);
      await claims().settle([settled, renewed]);
      await claims().settle([]);
      expect(await Promise.all([settled, other, renewed].map((claim) => dueOf(claim)))).toEqual([[], [other], [again]]);
    });

    it('when an image is doomed, stays due and can be doomed again, but not noted, until it is settled', async () => {
      const claim = await aNotedClaim();
      for (let time = 1; time <= 2; time++) expect(await claims().doom(claim)).toBe(true);
      const renewed = { ...claim, dueAt: secondsLater(1) };
      await expect(claims().note([aClaim(), renewed])).rejects.toThrow(ImageIsBeingRemoved);
      expect(await dueOf(claim)).toEqual([claim]);
      await claims().settle([claim]);
      await claims().note([renewed]);
      expect(await dueOf(claim)).toEqual([renewed]);
    });

    it('when an image was noted again or settled meanwhile, does not doom it', async () => {
      const [noted, settled] = [await aNotedClaim(), await aNotedClaim()];
      await claims().note([{ ...noted, dueAt: secondsLater(1) }]);
      await claims().settle([settled]);
      for (const claim of [noted, settled]) {
        expect(await claims().doom(claim)).toBe(false);
        await claims().note([claim]);
      }
    });
  });
}
