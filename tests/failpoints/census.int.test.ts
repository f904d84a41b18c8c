import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServiceConfig } from '@souk/chassis/config';
import { InMemoryEventBus } from '@souk/chassis/events/in-memory-event-bus';
import { patienceWith } from '@souk/chassis/events/refusals';
import { ArmableFailpoints } from '@souk/chassis/failpoints';
import { layFoundation } from '@souk/chassis/service/process-foundation';
import { startService, type Platform, type ServiceDefinition, type ServiceParts } from '@souk/chassis/service/service';
import { DomainError, type ErrorKind } from '@souk/kernel/domain-error';
import { startEngine } from '@souk/local/engine/start-engine';
import { planPlatform, SERVICES } from '@souk/local/platform-plan';
import { readOrMakeSecrets } from '@souk/local/secrets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContainer as cartContainer } from '../../cart-service/src/composition/container.ts';
import { T as CartTokens } from '../../cart-service/src/composition/tokens.ts';
import { cartService } from '../../cart-service/src/service.ts';
import { createContainer as catalogContainer } from '../../catalog-service/src/composition/container.ts';
import { T as CatalogTokens } from '../../catalog-service/src/composition/tokens.ts';
import { catalogService } from '../../catalog-service/src/service.ts';
import { createContainer as gatewayContainer } from '../../gateway/src/composition/container.ts';
import { T as GatewayTokens } from '../../gateway/src/composition/tokens.ts';
import { GatewayConfig } from '../../gateway/src/config.ts';
import { createContainer as notificationContainer } from '../../notification-service/src/composition/container.ts';
import { T as NotificationTokens } from '../../notification-service/src/composition/tokens.ts';
import { notificationService } from '../../notification-service/src/service.ts';
import { createContainer as orderContainer } from '../../order-service/src/composition/container.ts';
import { T as OrderTokens } from '../../order-service/src/composition/tokens.ts';
import { orderService } from '../../order-service/src/service.ts';
import { createContainer as paymentContainer } from '../../payment-service/src/composition/container.ts';
import { T as PaymentTokens } from '../../payment-service/src/composition/tokens.ts';
import { paymentService } from '../../payment-service/src/service.ts';
import { createContainer as userContainer } from '../../user-service/src/composition/container.ts';
import { T as UserTokens } from '../../user-service/src/composition/tokens.ts';
import { userService } from '../../user-service/src/service.ts';
import { COMPUTES_ONLY, portsWithoutFailpoints, type Assembly } from './census.ts';
import { REFUSALS } from './refusals-of-reactions.ts';

/** The part of Inversify's container that is asked here. */
interface Bound<Token> {
  get(token: Token): unknown;
}

interface Census {
  readonly assembly: Assembly;
  /** The service as it is, and the points that its process would have. */
  readonly parts: ServiceParts;
  readonly points: readonly string[];
}

let dir: string;
let engine: Awaited<ReturnType<typeof startEngine>>;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-census-'));
  engine = await startEngine({ dir: path.join(dir, 'database') });
});

afterAll(async () => {
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A rule's no, of that kind. */
class Refused extends DomainError {
  readonly code: string;
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, rule: string) {
    super(rule);
    this.code = rule;
    this.kind = kind;
  }
}

/** A port that nobody listens on: nothing is sent during a census. */
const NOWHERE = 9;

function environmentOf(service: string): Readonly<Record<string, string>> {
  const names = ['gateway', 'sandbox', 'engine', 'broker', ...SERVICES] as const;
  const { services, gateway } = planPlatform({
    ports: Object.fromEntries(names.map((name) => [name, NOWHERE])) as Record<(typeof names)[number], number>,
    secrets: readOrMakeSecrets(dir),
    dir,
    environment: { MONGODB_URI: engine.uri },
    logLevel: 'silent',
  });
  const { env } = [...services, gateway].find(({ name }) => name === service) ?? gateway;
  return { ...env, PORT: '0' };
}

const armable = () => new ArmableFailpoints({ onHit: () => undefined, kill: () => undefined });

function allOf<Token>(container: Bound<Token>, tokens: Readonly<Record<string, Token>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, container.get(token)]));
}

/** Starts the service twice: once to look into its container, once as it is. */
async function census<Config extends ServiceConfig, Token>(
  definition: ServiceDefinition<Config>,
  createContainer: (platform: Platform<Config>) => Promise<Bound<Token>>,
  tokens: Readonly<Record<string, Token>>,
): Promise<Census> {
  let bound: Record<string, unknown> = {};
  const failpoints = armable();
  const start = async (compose: ServiceDefinition<Config>['compose'], points: ArmableFailpoints) => {
    const options = { environment: environmentOf(definition.name), bus: new InMemoryEventBus(), failpoints: points };
    await (await startService({ ...definition, compose }, options)).stop();
  };
  await start(async (platform) => {
    bound = allOf(await createContainer(platform), tokens);
    return { routes: [] };
  }, failpoints);

  let parts: ServiceParts = { routes: [] };
  const asItIs = armable();
  await start(async (platform) => (parts = await definition.compose(platform)), asItIs);
  const points = [...asItIs.passes.keys()];
  return { assembly: { service: definition.name, bound, failpoints }, parts, points };
}

const CENSUSES = {
  'cart-service': () => census(cartService, cartContainer, CartTokens),
  'catalog-service': () => census(catalogService, catalogContainer, CatalogTokens),
  'notification-service': () => census(notificationService, notificationContainer, NotificationTokens),
  'order-service': () => census(orderService, orderContainer, OrderTokens),
  'payment-service': () => census(paymentService, paymentContainer, PaymentTokens),
  'user-service': () => census(userService, userContainer, UserTokens),
};

function gatewayAssembly(): Assembly {
  const failpoints = armable();
  const foundation = layFoundation('gateway', GatewayConfig, { environment: environmentOf('gateway'), failpoints });
  return { service: 'gateway', bound: allOf(gatewayContainer(foundation), GatewayTokens), failpoints };
}

describe.each(Object.entries(CENSUSES))('%s', (service, take) => {
  let taken: Census;

  beforeAll(async () => {
    taken = await take();
  });

  it('has failpoints around every port', () => {
    expect(portsWithoutFailpoints(taken.assembly)).toEqual([]);
  });

  it('says of each event that it reacts to which rules may refuse it, and tries for long enough where waiting helps', () => {
    const refusals = REFUSALS[service] ?? {};
    const names = new Set(
      (taken.parts.subscriptions ?? []).map(({ contract }) => contract.type.replace(/\.v\d+$/, '')),
    );
    const isListed = (name: string) => name in refusals || '*' in refusals;
    expect(
      [...names].filter((name) => !isListed(name)),
      'add them to refusals-of-reactions.ts',
    ).toEqual([]);
    const healing = Object.values(refusals).flatMap((all) => all.filter(({ healsIn }) => healsIn !== 'never'));
    expect(healing.filter(({ kind, rule }) => patienceWith(new Refused(kind, rule)) === 'never')).toEqual([]);
  });

  it('has failpoints around every sweep and reaction, its relay, its bus and its stores', () => {
    const { sweeps = [], subscriptions = [] } = taken.parts;
    const reactions = new Set(subscriptions.map(({ contract }) => `on ${contract.type}.handle`));
    const ofTheChassis = ['sweep outbox', 'sweep parked-messages', 'sweep idempotency-keys'];
    expect(taken.points).toEqual(
      expect.arrayContaining([
        ...reactions,
        ...[...ofTheChassis, ...sweeps.map(({ name }) => `sweep ${name}`)].map((sweep) => `${sweep}.run`),
        'bus.publish',
        'outboxes.leftBehind',
        'outboxes.takeOut',
        'dispatcher.dispatch',
        'kept-messages.keep',
        'kept-messages.remove',
        'idempotency-keys.bulkWrite',
        expect.stringMatching(/^store of .+\.bulkWrite$/),
      ]),
    );
    // One each: of two reactions to the same event, each can fail.
    expect(taken.points.filter((point) => point.startsWith('on '))).toHaveLength(subscriptions.length);
  });
});

describe('the gateway', () => {
  it('has failpoints around every port and every way to a service', () => {
    const { bound, failpoints, ...gateway } = gatewayAssembly();
    expect(portsWithoutFailpoints({ bound, failpoints, ...gateway })).toEqual([]);
    const proxies = Object.values(bound['UpstreamProxies'] as object);
    expect(proxies.map((proxy) => failpoints.isWrapped(proxy))).toEqual(SERVICES.map(() => true));
  });
});

describe('the census', () => {
  class HttpWarehouse {
    readonly url = 'http://127.0.0.1:9';
  }

  it('says what to do about a new port without failpoints', () => {
    const { bound, ...gateway } = gatewayAssembly();
    expect(portsWithoutFailpoints({ ...gateway, bound: { ...bound, Warehouse: new HttpWarehouse() } })).toEqual([
      'gateway binds Warehouse (HttpWarehouse) without failpoints. Name it in wrapBindings(…) of gateway/src/composition/container.ts; ' +
        'if it only computes in memory, list it in COMPUTES_ONLY of tests/failpoints/census.ts.',
    ]);
  });

  it('excuses nothing that no service has any more', () => {
    const tokens = [
      CartTokens,
      CatalogTokens,
      GatewayTokens,
      NotificationTokens,
      OrderTokens,
      PaymentTokens,
      UserTokens,
    ];
    const bound = new Set(tokens.flatMap((ofService) => Object.keys(ofService)));
    expect(Object.keys(COMPUTES_ONLY).filter((token) => !bound.has(token))).toEqual([]);
  });
});
