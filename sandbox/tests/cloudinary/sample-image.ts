import sharp from 'sharp';
import type { Sharp } from 'sharp';

interface Sample {
  width: number;
  height: number;
  background?: string;
}

/** A striped image: the left half red, the right half blue. */
export function sampleImage({ width, height, background = 'red' }: Sample): Sharp {
  const right = { create: { width: Math.ceil(width / 2), height, channels: 3 as const, background: 'blue' } };
  return sharp({ create: { width, height, channels: 3, background } }).composite([{ input: right, gravity: 'east' }]);
}

export function jpeg(sample: Sample): Promise<Buffer> {
  return sampleImage(sample).jpeg().toBuffer();
}
