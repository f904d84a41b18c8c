import { DomainError } from '@souk/kernel/domain-error';

/** The characters of RFC 3986 §3.3, so no backslash, control character or byte beyond ASCII. */
const ALLOWED = /^\/[\w\-.~!$&'()*+,;=:@%/]*$/;

/**
 * What two parsers may read in two ways: empty segments, and the percent-encodings of control characters, `%`, `/` and `\`. No id,
 * slug or SKU of the platform needs them.
 */
const AMBIGUOUS = /\/\/|%(?:[01][0-9a-f]|2[5f]|5c|7f)|%(?![0-9a-f]{2})/i;

/**
 * A whole segment of one or two dots, plain, encoded in part or in UTF-8 that is too long or too wide, or before `;parameters`, which
 * some servers take off first. Dots within a segment mean nothing: a SKU may be `TEA..x`.
 */
const DOT_SEGMENT = /\/(?:\.|%2e|%c0%ae|%ef%bc%8e){1,2}(?:(?:;|%3b)[^/]*)?(?:\/|$)/i;

/** A path means the same to the gateway and to every service behind it only when it is written plainly. */
export class PathIsMalformed extends DomainError {
  readonly code = 'route.malformed';
  readonly kind = 'invalid';

  constructor() {
    super('Write the path plainly: no empty or dot segments, and no encoded slashes or control characters.');
  }
}

/** @throws PathIsMalformed */
export function requirePlainPath(path: string): void {
  if (!ALLOWED.test(path) || AMBIGUOUS.test(path) || DOT_SEGMENT.test(path)) throw new PathIsMalformed();
}
