import { SERVICES } from '@souk/local/platform-plan';
import { ApiClient } from '@souk/testing/api-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rightCaller, rightRequest, type ApiRequest } from '../bad-input/api-request.ts';
import { parametersIn, routesOf, type ApiRoute } from '../bad-input/api-route.ts';
import { failuresOf, type Check } from '../bad-input/census.ts';
import { placesIn } from '../bad-input/places.ts';
import { namesPrivateThing, othersRequests, ownersRequests, PRIVATE_ROUTES } from '../bad-input/other-people.ts';
import { setTheStage, type Owner, type Stage } from '../bad-input/stage.ts';
import { changesBetween, DatabaseWindow, type StoredDocuments } from '../bad-input/stored-documents.ts';
import { TokenForge } from '../bad-input/token-forge.ts';
import { wrongCallers } from '../bad-input/wrong-callers.ts';
import { ShopFloor } from '../shop-floor.ts';
import { claiming, claimsOf } from './claimed-identity.ts';
import { aPicturedProduct, aRefreshToken } from './more-things.ts';
import { plainRequest } from './plain-request.ts';
import { connectionTo, otherAddresses } from './reachability.ts';
import { StrangersKeys } from './strangers-keys.ts';

const SKU = 'TOKENS-1';

let floor: ShopFloor;
let databases: DatabaseWindow;
let routes: readonly ApiRoute[];
let stage: Stage;
let userId: string;
let forge: TokenForge;
let refreshToken: string;
let another: Awaited<ReturnType<typeof aPicturedProduct>>;
let before: StoredDocuments;

beforeAll(async () => {
  floor = await ShopFloor.share();
  databases = new DatabaseWindow(floor.databaseUri);
  routes = routesOf(floor.document);
  stage = await setTheStage(floor, SKU);
  userId = stage.admin.things['userId']!;
  forge = new TokenForge(floor.platform.secrets.jwtSigningKeys);
  refreshToken = await aRefreshToken(floor.url);
  another = await aPicturedProduct(floor, 'TOKENS-2');
  before = await databases.settledDocuments();
});

afterAll(async () => {
  await databases.close();
  await floor.close();
});

const NAMES = SERVICES.map((service) => `${service}-service`);
const DOORS = ['gateway', ...NAMES];

const urlOf = (door: string): string => {
  const service = SERVICES.find((one) => door === `${one}-service`);
  return service === undefined ? floor.url : `http://127.0.0.1:${floor.platform.ports[service]}`;
};
const routesAt = (door: string) => routes.filter(({ service }) => door === 'gateway' || service === door);
const rightAt = (door: string) => routesAt(door).map((route) => rightRequest(route, rightCaller(route, stage)));
const needsToken = ({ route }: ApiRequest) => route.access === 'customer' || route.access === 'admin';

/** The request without any proof of who sends it, and with these headers instead. */
function sentBy({ headers: given }: Pick<Owner, 'headers'>, request: ApiRequest): ApiRequest {
  const { authorization: _, 'x-cart-token': __, 'x-order-token': ___, ...headers } = request.headers;
  return { ...request, headers: { ...headers, ...given } };
}

describe('an access token that is forged, of another kind, expired or missing', () => {
  it.each(NAMES)('opens nothing at the own port of the %s, as at the gateway', async (name) => {
    const checks = rightAt(name).flatMap((right) => wrongCallers(right, stage, forge));
    expect(checks.length).toBeGreaterThan(30);
    expect(await failuresOf(checks, urlOf(name))).toEqual([]);
  });

  it('opens nothing when it is a refresh token, or brings its key along; nobody fetches the keys it points at', async () => {
    const keys = new StrangersKeys();
    await keys.publish();
    await fetch(keys.url);
    for (const door of DOORS) {
      const checks = rightAt(door).filter(needsToken);
      for (const token of [refreshToken, ...keys.tokens(forge)]) {
        const forged = checks.map((request) => ({
          what: 'a token',
          request: sentBy({ headers: { authorization: `Bearer ${token}` } }, request),
          refusal: { status: [401], code: 'auth.unauthenticated' },
        }));
        expect(await failuresOf(forged, urlOf(door))).toEqual([]);
      }
    }
    await keys.close();
    expect(keys.asked).toBe(1);
  });
});

describe('a header in which a client says who it is', () => {
  it.each(DOORS)('changes nothing for nobody, customers and guests at the %s', async (door) => {
    const callers = rightAt(door).flatMap((right) => wrongCallers(right, stage, forge));
    const others = routesAt(door).flatMap((route) => othersRequests(route, stage));
    const checks = [...callers, ...others].map((check) => claiming(userId, check));
    expect(checks.length).toBeGreaterThan(30);
    expect(await failuresOf(checks, urlOf(door))).toEqual([]);
  });

  it('makes no other customer of one who is logged in', async () => {
    const headers = { ...claimsOf(userId), ...stage.otherCustomer.headers };
    for (const door of ['gateway', 'user-service']) {
      const { status, body } = await new ApiClient(urlOf(door)).get('/v1/me', { headers });
      expect({ status, role: body.role }).toEqual({ status: 200, role: 'customer' });
      expect(body.id).not.toBe(userId);
    }
    const { body } = await new ApiClient(floor.url).get('/v1/me/cart', { headers });
    expect(body.id).toBe(stage.otherCustomer.things['cartId']);
  });
});

describe('a service called past the gateway', () => {
  it('is not reached from another machine: everything listens on the loopback address alone', async () => {
    expect(otherAddresses()).not.toEqual([]);
    for (const [name, port] of Object.entries(floor.platform.ports)) {
      expect([name, await connectionTo('127.0.0.1', port)]).toEqual([name, 'accepted']);
      for (const address of otherAddresses()) {
        expect([name, address, await connectionTo(address, port)]).toEqual([name, address, 'ECONNREFUSED']);
      }
    }
  });

  it('gives a cart to nobody but its owner on the way that checkout takes, either', async () => {
    const api = new ApiClient(urlOf('cart-service'));
    for (const { things } of [stage.customer, stage.guest]) {
      for (const { headers } of [stage.nobody, stage.otherCustomer, stage.otherGuest]) {
        const reply = await api.get(`/internal/carts/${things['cartId']}`, { headers });
        expect(reply).toMatchObject({ status: 404, body: { code: 'cart.not-found' } });
      }
    }
  });
});

describe('a way to what is not public', () => {
  const INTERNAL = ['internal/openapi.json', `internal/skus?sku=${SKU}`, 'internal/carts/x'];

  it.each([
    '/',
    '//',
    '/v1/',
    '/v1/../',
    '/v1/products/../../',
    '/v1/products/%2e%2e/%2e%2e/',
    '/v1/products/%252e%252e/%252e%252e/',
    '/v1/products/..%2f..%2f',
    '/v1/products/..;/..;/',
    '/v1/products\\..\\..\\',
    '/v1/carts/..%5c..%5c',
    '/v1/products/%00/../../',
    '/docs/../',
  ])('when it goes by %j, leads nowhere', async (way) => {
    for (const address of INTERNAL) {
      const { status, text } = await plainRequest(floor.url, { path: way + address, headers: stage.admin.headers });
      expect([400, 404]).toContain(status);
      expect(text).not.toContain(SKU);
    }
  });

  it('would have been found: the service itself has something there', async () => {
    const { status, text } = await plainRequest(urlOf('catalog-service'), { path: `/internal/skus?sku=${SKU}` });
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining(SKU) });
  });
});

describe('a thing of somebody else', () => {
  it('is named by ids in known places only, so that none is forgotten here', () => {
    const idsIn = (route: ApiRoute): readonly string[] => [
      ...parametersIn(route, 'query').map(({ name }) => name),
      ...(route.body === null ? [] : placesIn(route.body.schema).map(({ path }) => String(path.at(-1)))),
    ];
    const found = routes
      .filter(({ access }) => access !== 'admin' && access !== 'signed')
      .map((route) => [route.name, idsIn(route).filter((name) => /id$|ids$/i.test(name))] as const)
      .filter(([, ids]) => ids.length > 0);
    // The first is among the private routes, the next is below, and the last has a token of its own.
    expect(Object.fromEntries(found)).toEqual({
      'POST /v1/checkout': ['cartId'],
      'POST /v1/me/cart/merge': ['cartId'],
      'POST /v1/auth/verify-email': ['verificationId'],
    });
    expect(routes.filter(namesPrivateThing).filter(({ name }) => !(name in PRIVATE_ROUTES))).toEqual([]);
  });

  it('does not exist for an admin who comes by a customer’s way', async () => {
    const isOrder = ({ path }: ApiRoute) => path.startsWith('/v1/orders/');
    const requests = routes
      .filter((route) => route.name in PRIVATE_ROUTES && !isOrder(route))
      .flatMap((route) => ownersRequests(route, stage));
    expect(requests.length).toBeGreaterThan(8);
    const checks: readonly Check[] = requests.map((request) => ({
      what: 'an admin',
      request: sentBy(stage.admin, request),
      refusal: { status: [404] },
    }));
    expect(await failuresOf(checks, floor.url)).toEqual([]);
  });

  it('is in no list and on no page of another customer', async () => {
    const { cartId, orderId, addressId, sessionId } = stage.customer.things;
    const ids = [cartId!, orderId!, addressId!, sessionId!, userId];
    const mine = routes.filter(
      ({ access, method, path }) => access === 'customer' && method === 'GET' && !path.includes('{'),
    );
    expect(mine.length).toBeGreaterThan(4);
    for (const { path } of mine) {
      const idsSeenBy = async ({ headers }: Owner) => {
        const { status, text } = await new ApiClient(floor.url).get(path, { headers });
        expect([path, status]).toEqual([path, 200]);
        return ids.filter((id) => text.includes(id));
      };
      expect([path, await idsSeenBy(stage.customer)]).not.toEqual([path, []]);
      expect([path, await idsSeenBy(stage.otherCustomer)]).toEqual([path, []]);
    }
  });

  it('is not merged into the cart of who does not hold its token', async () => {
    const { headers } = stage.otherCustomer;
    const cartId = stage.guest.things['cartId'];
    for (const token of ['token', stage.otherGuest.headers['x-cart-token'], stage.guest.headers['x-order-token']]) {
      const reply = await new ApiClient(floor.url).post('/v1/me/cart/merge', { headers, body: { cartId, token } });
      expect(reply).toMatchObject({ status: 404, body: { code: 'cart.not-found' } });
    }
  });

  it('is not found under the wrong parent, even by an admin', async () => {
    const nested = routes.filter(({ access, path }) => access === 'admin' && /\{productId\}.*\{/.test(path));
    expect(nested.length).toBeGreaterThan(2);
    const checks = nested.map((route) => {
      const right = rightRequest(route, stage.admin);
      // The SKU is one product's, the image is the other's.
      const productId = route.path.includes('{sku}') ? another.productId : stage.admin.things['productId']!;
      const pathValues = { ...right.pathValues, imageId: another.imageId, productId };
      return { what: 'under another product', request: { ...right, pathValues }, refusal: { status: [404] } };
    });
    expect(await failuresOf(checks, floor.url)).toEqual([]);
  });
});

it('none of it has changed anything in any database', async () => {
  expect(changesBetween(before, await databases.documents())).toEqual([]);
});
