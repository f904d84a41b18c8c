import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DEMO_CATALOG } from '../../src/demo-data/demo-catalog.ts';
import { drawPicture } from '../../src/demo-data/draw-picture.ts';

describe.each(DEMO_CATALOG)('the picture of a product in $slug', ({ motif, hue }) => {
  it('is a PNG of 1000 × 1000 pixels with something on it', async () => {
    const picture = await drawPicture({ motif, hue, variation: 0 });
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 1000, height: 1000 });
    const { entropy } = await sharp(picture).stats();
    expect(entropy).toBeGreaterThan(1);
  });

  it('when drawn again, is the same', async () => {
    const [first, second] = await Promise.all([3, 3].map((variation) => drawPicture({ motif, hue, variation })));
    expect(first!.equals(second!)).toBe(true);
  });

  it('when it is another variation, is another picture', async () => {
    const [first, second] = await Promise.all([3, 4].map((variation) => drawPicture({ motif, hue, variation })));
    expect(first!.equals(second!)).toBe(false);
  });
});
