import { afterAll, beforeAll, expect, it } from 'vitest';
import { rightCaller, rightRequest, type ApiRequest } from './bad-input/api-request.ts';
import { routesOf, type ApiRoute } from './bad-input/api-route.ts';
import { failuresOf, type Check } from './bad-input/census.ts';
import { forgedWebhooks, nonsensicalWebhooks, PROVIDERS, signedWebhook } from './bad-input/forged-webhooks.ts';
import { namesPrivateThing, othersRequests, ownersRequests, PRIVATE_ROUTES } from './bad-input/other-people.ts';
import { setTheStage, type Owner, type Stage } from './bad-input/stage.ts';
import { changesBetween, DatabaseWindow, type StoredDocuments } from './bad-input/stored-documents.ts';
import { TokenForge } from './bad-input/token-forge.ts';
import { wrongPaths, wrongQueries } from './bad-input/wrong-addresses.ts';
import { wrongBodies } from './bad-input/wrong-bodies.ts';
import { wrongCallers } from './bad-input/wrong-callers.ts';
import { CONDITIONAL_BODIES, wrongHeaders } from './bad-input/wrong-headers.ts';
import { wrongUploads } from './bad-input/wrong-uploads.ts';
import { ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;
let databases: DatabaseWindow;
let routes: readonly ApiRoute[];
let stage: Stage;
let things: Owner['things'];
let forge: TokenForge;
let before: StoredDocuments;

beforeAll(async () => {
  floor = await ShopFloor.share();
  databases = new DatabaseWindow(floor.databaseUri);
  routes = routesOf(floor.document);
  stage = await setTheStage(floor, 'BAD-INPUT-1');
  things = stage.admin.things;
  forge = new TokenForge(secrets().jwtSigningKeys);
  before = await databases.settledDocuments();
});

afterAll(async () => {
  await databases.close();
  await floor.close();
});

/** In a line about a request that was to be refused. */
const LET_THROUGH = 'is answered 2';

const secrets = () => floor.platform.secrets;
const isSigned = ({ route }: ApiRequest) => route.access === 'signed';

/** What can be wrong with a request, and with which ones of the requests that are right. */
const FAULTS: Readonly<Record<string, (right: ApiRequest) => readonly Check[]>> = {
  'a wrong caller': (right) => wrongCallers(right, stage, forge),
  'another one’s thing': ({ route }) => othersRequests(route, stage),
  'a wrong body': wrongBodies,
  'a wrong upload': wrongUploads,
  'a wrong path': wrongPaths,
  'a wrong query': wrongQueries,
  'a wrong header': wrongHeaders,
  'a forged webhook': (right) => (isSigned(right) ? forgedWebhooks(right, things, secrets()) : []),
  'a webhook of nonsense': (right) => (isSigned(right) ? nonsensicalWebhooks(right, secrets()) : []),
};

const rightRequests = () => routes.map((route) => rightRequest(route, rightCaller(route, stage)));
const allOwnersRequests = () => Object.keys(PRIVATE_ROUTES).flatMap((name) => ownersRequests(named(name), stage));
const named = (name: string) => routes.find((route) => route.name === name)!;

it('knows the routes that the API document does not tell enough about', () => {
  const names = new Set(routes.map(({ name }) => name));
  expect(routes.filter(namesPrivateThing).filter(({ name }) => !(name in PRIVATE_ROUTES))).toEqual([]);
  expect(routes.filter(({ access, name }) => access === 'signed' && !(name in PROVIDERS))).toEqual([]);
  for (const table of [PRIVATE_ROUTES, PROVIDERS, CONDITIONAL_BODIES]) {
    expect(Object.keys(table).filter((name) => !names.has(name))).toEqual([]);
  }
});

it('has something to check on every route, and of every kind', () => {
  const faults = Object.values(FAULTS);
  const onRoutes = rightRequests().map((right) => faults.flatMap((faultsIn) => faultsIn(right)));
  expect(routes.length).toBeGreaterThan(60);
  expect(onRoutes.flat().length).toBeGreaterThan(3_000);
  expect(routes.filter((_, index) => onRoutes[index]!.length < 4)).toEqual([]);
  expect(faults.map((faultsIn) => rightRequests().flatMap(faultsIn).length)).not.toContain(0);
});

it.each(Object.entries(FAULTS))('when there is %s, is refused on every route', async (_, faultsIn) => {
  expect(await failuresOf(rightRequests().flatMap(faultsIn), floor.url)).toEqual([]);
});

it('has changed nothing in any database by what was refused', async () => {
  expect(changesBetween(before, await databases.documents())).toEqual([]);
});

it('would have noticed: the requests that were spoilt are let through when they are right', async () => {
  const authorization = `Bearer ${forge.token({ claims: { sub: things['userId'] } })}`;
  const right = [
    { ...rightRequest(named('GET /v1/me'), stage.nobody), headers: { authorization } },
    ...rightRequests().filter(({ route }) => route.method === 'GET'),
    ...allOwnersRequests(),
    ...Object.keys(PROVIDERS).map((name) => signedWebhook(rightRequest(named(name), stage.nobody), things, secrets())),
  ];
  const refused: string[] = [];
  // One after the other: what is deleted last is needed before.
  for (const request of right) {
    const [failure] = await failuresOf([{ what: 'nothing', request, refusal: { status: [400] } }], floor.url);
    if (failure?.includes(LET_THROUGH) !== true) refused.push(failure ?? `${request.route.name} is refused`);
  }
  expect(refused).toEqual([]);
  expect(changesBetween(before, await databases.documents())).not.toEqual([]);
});

it('when its thing is gone or has ended, is refused on every route that can do nothing with it any more', async () => {
  const refusal = { status: [400, 404, 409] };
  const checks = allOwnersRequests().map((request) => ({ what: 'too late', request, refusal }));
  const failures = await failuresOf(checks, floor.url);
  expect(failures.length).toBeLessThan(checks.length);
  expect(failures.filter((failure) => !failure.includes(LET_THROUGH))).toEqual([]);
});
