import type { ApiRequest } from './api-request.ts';
import { parametersIn } from './api-route.ts';
import type { Check } from './census.ts';
import type { Refusal } from './refusal.ts';

const WRONG_KEYS = ['', 'two words', 'a'.repeat(256), 'clé'];
/** No revision of anything, a weak tag, a list, and what is no tag at all. */
const WRONG_TAGS = ['"999999"', 'W/"1"', '"999998", "999999"', '1', 'null'];

/** Bodies for routes that take `If-Match`, where a sample of the schema is refused for what it says. */
export const CONDITIONAL_BODIES: Readonly<Record<string, object>> = {
  'PATCH /v1/admin/products/{productId}': { name: 'Another name' },
  'PATCH /v1/admin/products/{productId}/images': { images: [] },
};

/** What can be wrong in each header that the API document knows. Those that take anything have nothing. */
const FAULTS: Readonly<Record<string, (right: ApiRequest, isRequired: boolean) => readonly Check[]>> = {
  'Idempotency-Key': wrongKeys,
  'If-Match': wrongTags,
  'If-None-Match': () => [],
  Prefer: () => [],
  'X-Cart-Token': () => [],
  'X-Order-Token': () => [],
  'X-Refresh-Cookie': () => [],
};

/** Idempotency keys that are none, a missing one where it is required, and tags of what has changed since. */
export function wrongHeaders(right: ApiRequest): readonly Check[] {
  return parametersIn(right.route, 'header').flatMap(({ name, required }) => {
    const faultsIn = FAULTS[name];
    if (faultsIn === undefined) throw new Error(`Say in wrong-headers.ts what can be wrong in ${name}.`);
    return faultsIn(right, required);
  });
}

function wrongKeys(right: ApiRequest, isRequired: boolean): readonly Check[] {
  const { 'idempotency-key': _, ...headers } = right.headers;
  const missing = {
    what: 'no Idempotency-Key',
    request: { ...right, headers },
    refusal: { status: [400], code: 'idempotency.key-missing' },
  };
  const wrong = WRONG_KEYS.map((value) =>
    withHeader(right, 'idempotency-key', value, { status: [400], code: 'idempotency.key-invalid' }),
  );
  return isRequired ? [missing, ...wrong] : wrong;
}

function wrongTags(right: ApiRequest): readonly Check[] {
  const request = { ...right, body: CONDITIONAL_BODIES[right.route.name] ?? right.body };
  return WRONG_TAGS.map((tag) => withHeader(request, 'if-match', tag, { status: [412] }));
}

const withHeader = (request: ApiRequest, name: string, value: string, refusal: Refusal): Check => ({
  what: `${name}: ${value.slice(0, 40)}`,
  request: { ...request, headers: { ...request.headers, [name]: value } },
  refusal,
});
