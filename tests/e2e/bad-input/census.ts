import { ApiClient, type ApiReply } from '@souk/testing/api-client';
import { addressOf, type ApiRequest } from './api-request.ts';
import { faultsOf, type Refusal } from './refusal.ts';

/** A request with something wrong, and how that has to be refused. */
export interface Check {
  readonly what: string;
  readonly request: ApiRequest;
  readonly refusal: Refusal;
}

const AT_ONCE = 24;

/** Sends all of it and says what was not refused as it should be, one line each. */
export async function failuresOf(checks: readonly Check[], url: string): Promise<readonly string[]> {
  const api = new ApiClient(url);
  const faults = async ({ what, request, refusal }: Check): Promise<readonly string[]> => {
    const reply = await sendTo(api, request);
    return faultsOf(reply, refusal).map((fault) => `${request.route.name}: ${what} ${fault}`);
  };
  // Few uploads may be in progress at a time; one too many is refused for that.
  const [uploads, others] = partition(checks, ({ request }) => request.body instanceof FormData);
  const failures = await Promise.all([inTurns(uploads, 1, faults), inTurns(others, AT_ONCE, faults)]);
  return failures.flat(2);
}

export function sendTo(api: ApiClient, request: ApiRequest): Promise<ApiReply> {
  const { route, headers, body } = request;
  return api.send(route.method, addressOf(request), { headers, ...(body === undefined ? {} : { body }) });
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  const { first = [], second = [] } = Object.groupBy(all, (one) => (isFirst(one) ? 'first' : 'second'));
  return [first, second];
}

/** Does the work for all, some at once. */
export async function inTurns<T, R>(all: readonly T[], atOnce: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = all.values();
  const worker = async () => {
    for (const one of left) results.push(await work(one));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
