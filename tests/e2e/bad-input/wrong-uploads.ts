import type { ApiRequest } from './api-request.ts';
import type { Check } from './census.ts';
import type { Refusal } from './refusal.ts';

interface Part {
  readonly field: string;
  /** A text is a field, bytes are a file. */
  readonly content: string | Uint8Array<ArrayBuffer>;
}

const MAX_FILES = 8;
const MAX_BYTES = 10_000_000;
const FILE: Part = { field: 'images', content: Buffer.from('no image') };
const CUT_OFF_PNG: Part = { field: 'images', content: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') };
const HUGE: Part = { field: 'images', content: Buffer.alloc(MAX_BYTES + 1) };

const NOT_TAKEN: Refusal = { status: [415], code: 'request.media-type' };
const MALFORMED: Refusal = { status: [400], code: 'request.malformed' };
const BAD_FORM: Refusal = { status: [400], code: 'images.form-invalid' };
const invalid = (pointer: string): Refusal => ({ status: [400], code: 'request.invalid', names: pointer });

const WRONG_FORMS: readonly (readonly [what: string, parts: readonly Part[], Refusal])[] = [
  ['no file', [], invalid('/images')],
  ['an address for a file', [{ ...FILE, content: 'https://example.com/image.png' }], invalid('/images')],
  ['an unknown field', [FILE, { field: 'unexpected', content: 'text' }], invalid('/unexpected')],
  ['the prototype', [FILE, { field: '__proto__', content: 'text' }], invalid('/__proto__')],
  ['too long a text', [FILE, { field: 'alt', content: 'a'.repeat(301) }], invalid('/alt')],
  ['an operator', [FILE, { field: 'alt[$ne]', content: 'text' }], BAD_FORM],
  ['too long a name', [FILE, { field: 'a'.repeat(100), content: 'text' }], BAD_FORM],
  ['a file in another field', [{ ...FILE, field: 'files' }], BAD_FORM],
  ['too many files', Array.from({ length: MAX_FILES + 1 }, () => FILE), BAD_FORM],
  ['no image', [FILE], { status: [415], code: 'images.type-refused', names: '/images/0' }],
  ['an image cut off', [CUT_OFF_PNG], { status: [400], code: 'images.broken', names: '/images/0' }],
  ['a file over the limit', [HUGE], { status: [413], code: 'images.too-large' }],
];

/** Forms with files that a route must refuse, and what is no form. */
export function wrongUploads(right: ApiRequest): readonly Check[] {
  if (right.route.body?.mediaType !== 'multipart/form-data') return [];
  const check = (what: string, body: unknown, refusal: Refusal, headers: object = {}): Check => ({
    what,
    request: { ...right, body, headers: { ...right.headers, ...headers } },
    refusal,
  });
  return [
    ...WRONG_FORMS.map(([what, parts, refusal]) => check(what, formOf(parts), refusal)),
    check('nothing', undefined, NOT_TAKEN),
    check('JSON', { images: [] }, NOT_TAKEN),
    check('no boundary', 'text', MALFORMED, { 'content-type': 'multipart/form-data' }),
    check('half a form', '--a\r\nContent-', MALFORMED, { 'content-type': 'multipart/form-data; boundary=a' }),
  ];
}

function formOf(parts: readonly Part[]): FormData {
  const form = new FormData();
  for (const { field, content } of parts) {
    if (typeof content === 'string') form.append(field, content);
    else form.append(field, new Blob([content]), 'sample.png');
  }
  return form;
}
