import { CloudinaryError } from './cloudinary-error.ts';
import { imageFormat } from './image-format.ts';
import type { ImageFormat } from './image-format.ts';

/** What a delivery URL asks for; see https://cloudinary.com/documentation/transformation_reference */
export interface Transformation {
  crop: Crop;
  /** In pixels, before `dpr`. */
  width: number | null;
  height: number | null;
  dpr: number;
  gravity: 'center' | 'auto';
  /** 1 to 100; null keeps the encoder's own choice. */
  quality: number | null;
  format: ImageFormat | 'auto' | null;
}

export interface DeliveryPath {
  transformation: Transformation;
  /** The public id, with or without a format as its extension. */
  name: string;
}

type Crop = (typeof CROPS)[number];

const CROPS = ['fill', 'limit', 'fit', 'scale'] as const;
const AUTO_QUALITY = new Map([
  ['auto', 80],
  ['auto:best', 90],
  ['auto:good', 80],
  ['auto:eco', 70],
  ['auto:low', 60],
]);
const MAX_DPR = 4;
/** All of Cloudinary's, so that one which the sandbox lacks is refused instead of being read as a folder. */
const PARAMETERS = new Set(
  'a ac af ar b bo br c co cs d dl dn dpr du e eo f fl fn fps g h ki l o p pg q r so sp t u vc vs w x y z'.split(' '),
);

/**
 * Reads `[transformations/…][v123/]public/id[.ext]`, given as decoded path segments.
 * @throws CloudinaryError 400 for a transformation that the sandbox cannot do
 */
export function parseDeliveryPath(segments: string[]): DeliveryPath {
  const isName = (segment: string, index: number) => index === segments.length - 1 || !isTransformation(segment);
  const start = segments.findIndex(isName);
  const name = segments.slice(start);
  if (name.length > 1 && /^v\d+$/.test(name[0] ?? '')) name.shift();
  return { transformation: parseTransformation(segments.slice(0, start)), name: name.join('/') };
}

function isTransformation(segment: string): boolean {
  return segment.split(',').every((part) => PARAMETERS.has(/^([a-z]+)_./.exec(part)?.[1] ?? ''));
}

function parseTransformation(components: string[]): Transformation {
  if (components.filter((component) => /(^|,)[cwh]_/.test(component)).length > 1) {
    throw new CloudinaryError(400, 'The sandbox resizes once per URL: put c_, w_ and h_ into one component');
  }
  const result: Transformation = {
    crop: 'scale',
    width: null,
    height: null,
    dpr: 1,
    gravity: 'center',
    quality: null,
    format: null,
  };
  for (const part of components.flatMap((component) => component.split(','))) {
    const separator = part.indexOf('_');
    Object.assign(result, parameter(part.slice(0, separator), part.slice(separator + 1)));
  }
  return result;
}

function parameter(name: string, value: string): Partial<Transformation> {
  switch (name) {
    case 'c':
      return { crop: CROPS.find((crop) => crop === value) ?? unsupported(name, value) };
    case 'w':
      return { width: pixels(name, value) };
    case 'h':
      return { height: pixels(name, value) };
    case 'dpr':
      return { dpr: value === 'auto' ? 1 : ratio(name, value) };
    case 'g':
      return { gravity: value === 'auto' || value === 'center' ? value : unsupported(name, value) };
    case 'q':
      return { quality: AUTO_QUALITY.get(value) ?? percentage(name, value) };
    case 'f':
      return { format: value === 'auto' ? value : (imageFormat(value) ?? unsupported(name, value)) };
    default:
      return unsupported(name, value);
  }
}

function pixels(name: string, value: string): number {
  return /^[1-9]\d{0,4}$/.test(value) ? Number(value) : unsupported(name, value);
}

function ratio(name: string, value: string): number {
  const number = /^\d(\.\d{1,2})?$/.test(value) ? Number(value) : 0;
  return number > 0 && number <= MAX_DPR ? number : unsupported(name, value);
}

function percentage(name: string, value: string): number {
  return /^([1-9]\d?|100)$/.test(value) ? Number(value) : unsupported(name, value);
}

function unsupported(name: string, value: string): never {
  throw new CloudinaryError(
    400,
    `Invalid transformation component - ${name}_${value} is not one that the sandbox does`,
  );
}
