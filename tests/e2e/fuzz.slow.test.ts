import { ApiClient } from '@souk/testing/api-client';
import { ApiContract } from '@souk/testing/api-contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf, rightCaller, rightRequest, type ApiRequest } from './bad-input/api-request.ts';
import { parametersIn, routesOf, type ApiRoute } from './bad-input/api-route.ts';
import { inTurns, sendTo } from './bad-input/census.ts';
import { setTheStage } from './bad-input/stage.ts';
import { anyRequest, type World } from './fuzz/any-request.ts';
import { ShopFloor } from './shop-floor.ts';

const REQUESTS_PER_ROUTE = Number(process.env['FUZZ_REQUESTS'] ?? 40);
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ROUTES_AT_ONCE = 8;
const WITHIN_MS = 40_000;

let floor: ShopFloor;
let api: ApiClient;
let contract: ApiContract;
let routes: readonly ApiRoute[];
let world: World;

beforeAll(async () => {
  floor = await ShopFloor.open();
  api = new ApiClient(floor.url);
  contract = new ApiContract(floor.document);
  // What is deleted is needed before.
  routes = routesOf(floor.document).toSorted(
    (one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'),
  );
  const stage = await setTheStage(floor, 'FUZZ-1');
  const lists = routes.filter((route) => parametersIn(route, 'query').some(({ name }) => name === 'cursor'));
  const cursors = await Promise.all(
    lists.map(async (route) => {
      const { body } = await sendTo(api, { ...rightRequest(route, rightCaller(route, stage)), query: 'limit=1' });
      return [route.name, body.next] as const;
    }),
  );
  world = {
    stage,
    secrets: floor.platform.secrets,
    cursors: Object.fromEntries(cursors.filter(([, next]) => next !== null)),
  };
});

afterAll(() => floor.close());

/** What is wrong with the answer to a request. A refusal is all right, and 503 is one: the shop is busy, and says so. */
async function faultsOf(request: ApiRequest): Promise<readonly string[]> {
  const reply = await sendTo(api, request);
  const isBroken = reply.status >= 500 && reply.status !== 503;
  const faults = contract.faultsOf(request.route.method, addressOf(request), reply);
  return isBroken ? [`${reply.status}: ${reply.text}`, ...faults] : faults;
}

/** The smallest request that is answered wrongly, with what is wrong; null when there is none among those that were tried. */
async function faultAt(route: ApiRoute): Promise<string | null> {
  const property = fc.asyncProperty(anyRequest(route, world), async (request) => {
    expect(await faultsOf(request)).toEqual([]);
  });
  const details = await fc.check(property, {
    seed: SEED,
    numRuns: REQUESTS_PER_ROUTE,
    interruptAfterTimeLimit: WITHIN_MS,
  });
  if (!details.failed) return null;
  const [smallest] = details.counterexample ?? [];
  const { route: _, ...request } = smallest ?? {};
  // Not every fault comes again.
  return `${route.name} ${JSON.stringify(request)}: ${String(details.errorInstance)}`;
}

it(`when anybody asks anything, is answered as the API document says, and never with a fault (FUZZ_SEED=${SEED})`, async () => {
  const faults = await inTurns(routes, ROUTES_AT_ONCE, faultAt);
  expect(faults.filter((fault) => fault !== null)).toEqual([]);
});
