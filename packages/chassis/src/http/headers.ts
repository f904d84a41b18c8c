/** What request headers say, by the grammar of their standards. Each is parsed here and nowhere else. */

const TOKEN = String.raw`[!#$%&'*+\-.^_\`|~\w]+`;
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const OWS = String.raw`[ \t]*`;

/**
 * The token of `Authorization: Bearer …` (RFC 9110 §11.4): the scheme's name has no case, one or more spaces follow it. Null for any
 * other scheme and for what is no token68.
 */
export function bearerTokenOf(authorization: string): string | null {
  return /^bearer +([\w\-.~+/]+=*)$/i.exec(authorization.trim())?.[1] ?? null;
}

export interface EntityTag {
  readonly isWeak: boolean;
  /** Without the quotes. */
  readonly opaque: string;
}

const ENTITY_TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/y;
const BETWEEN = /[ \t]*(?:,[ \t]*)+|[ \t]*$/y;

/** What `If-Match` or `If-None-Match` names (RFC 9110 §13.1): anything that is there, or these tags; none when it is not well formed. */
export function entityTagsOf(header: string): '*' | readonly EntityTag[] {
  const text = header.replace(/^[ \t,]+/, '');
  if (text.trim() === '*') return '*';
  const tags: EntityTag[] = [];
  for (let at = 0; at < text.length; at = BETWEEN.lastIndex) {
    ENTITY_TAG.lastIndex = at;
    const tag = ENTITY_TAG.exec(text);
    if (tag === null) return [];
    BETWEEN.lastIndex = ENTITY_TAG.lastIndex;
    if (BETWEEN.exec(text) === null) return [];
    tags.push({ isWeak: tag[1] !== undefined, opaque: tag[2] ?? '' });
  }
  return tags;
}

/** Whether the caller of a GET has this already, by weak comparison: a cache between may have weakened the tag (RFC 9110 §8.8.3.2). */
export function isAlreadyHad(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  const named = entityTagsOf(ifNoneMatch);
  return named === '*' || named.some(({ opaque }) => `"${opaque}"` === etag);
}

/** The `ETag` of a revision. */
export const etagOfRevision = (revision: number): string => `"${revision}"`;

/**
 * The revision that `If-Match` asks for; null when any will do, -1 when none can match. Of several it is the latest: revisions only grow,
 * so none of the others can be the one that is there. Weak tags never match (RFC 9110 §13.1.1).
 */
export function revisionToMatch(ifMatch: string | null): number | null {
  if (ifMatch === null) return null;
  const named = entityTagsOf(ifMatch);
  return named === '*' ? null : latestOf(named.filter(({ isWeak }) => !isWeak));
}

/** The revision that `If-None-Match` says the caller has, by weak comparison; `*` is any, null none, and of several it is the latest. */
export function revisionHad(ifNoneMatch: string | null): number | '*' | null {
  if (ifNoneMatch === null) return null;
  const named = entityTagsOf(ifNoneMatch);
  if (named === '*') return '*';
  const latest = latestOf(named);
  return latest === -1 ? null : latest;
}

const latestOf = (tags: readonly EntityTag[]): number =>
  Math.max(-1, ...tags.map(({ opaque }) => (/^\d{1,15}$/.test(opaque) ? Number(opaque) : -1)));

const PREFERENCE = new RegExp(
  String.raw`^${OWS}(${TOKEN})(?:${OWS}=${OWS}(${TOKEN}|${QUOTED}))?(?:${OWS};(?:${OWS}${TOKEN}(?:${OWS}=${OWS}(?:${TOKEN}|${QUOTED}))?)?)*${OWS}$`,
);

/** The value of a preference (RFC 7240 §2); empty when it has none, null when it is not stated. The first of several counts. */
export function preferenceOf(prefer: string | null, name: string): string | null {
  for (const item of listOf(prefer ?? '')) {
    const [, token, value = ''] = PREFERENCE.exec(item) ?? [];
    if (token?.toLowerCase() === name) return unquoted(value);
  }
  return null;
}

/** Seconds that `Prefer: wait=N` asks for (RFC 7240 §4.3); null when it does not. */
export function preferredWait(prefer: string | null): number | null {
  const wait = preferenceOf(prefer, 'wait');
  return wait !== null && /^\d{1,9}$/.test(wait) ? Number(wait) : null;
}

/** The items of a list header, which may be empty and hold commas in quotes (RFC 9110 §5.6.1). */
export const listOf = (header: string): readonly string[] =>
  header.match(/(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g)?.filter((item) => item.trim() !== '') ?? [];

const unquoted = (word: string): string => (word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word);

/** The value of a cookie by its name, which has a case (RFC 6265 §5.4 and §4.1.1); the first of several, without quotes around it. */
export function cookieOf(cookie: string | null, name: string): string | null {
  for (const pair of (cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at === -1 || pair.slice(0, at).trim() !== name) continue;
    return pair
      .slice(at + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
  }
  return null;
}

const JSON_TYPE = new RegExp(String.raw`^${OWS}application/(?:${TOKEN}\+)?json${OWS}(?:;|$)`, 'i');

/** Whether a body is JSON, as its `Content-Type` says: the media type has no case and may have parameters (RFC 9110 §8.3.1, RFC 6839 §3.1). */
export const isJson = (contentType: string | undefined): boolean => JSON_TYPE.test(contentType ?? '');

/**
 * The key of `Idempotency-Key`: a quoted string (draft-ietf-httpapi-idempotency-key-header §2.1, RFC 8941 §3.3.3), or the same without
 * quotes, as most clients send it. Null unless it is 1 to 255 characters of visible ASCII.
 */
export function idempotencyKeyOf(header: string): string | null {
  const isQuoted = /^"(?:[^"\\]|\\["\\])*"$/.test(header);
  const key = isQuoted ? unquoted(header) : header;
  return /^[\x21-\x7e]{1,255}$/.test(key) && (isQuoted || !key.startsWith('"')) ? key : null;
}

const TRACEPARENT = /^(?!ff)([\da-f]{2})-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * The trace that a caller names (https://www.w3.org/TR/trace-context/#traceparent-header), as the version that is known here. A later
 * version may go on after the flags, of which only `sampled` is known. Null when it is not well formed.
 */
export function traceparentOf(header: string | undefined): string | null {
  const [, version, trace, parent, flags, more] = TRACEPARENT.exec(header ?? '') ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return null;
  const sampled = Number.parseInt(flags ?? '', 16) & 1;
  return `00-${trace}-${parent}-0${sampled}`;
}
