import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { NO_LIMITS } from '@souk/local/no-limits';
import { Platform, type PlatformOptions } from '@souk/local/platform';
import { ShopClient } from '@souk/local/shop-client';
import { ApiContract, type ApiDocument } from '@souk/testing/api-contract';
import { eventually } from '@souk/testing/eventually';
import { atEndOfWorker } from '@souk/testing/worker-end';
import { ReplyWatch } from './reply-watch.ts';

export interface Mail {
  readonly subject: string;
  readonly to: readonly string[];
}

interface LedgerIntent {
  readonly id: string;
  readonly amount: number;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface LedgerCharge {
  readonly amount: number;
  readonly amount_refunded: number;
  readonly payment_intent: string;
  readonly status: string;
}

interface Ledger {
  readonly payment_intents: readonly LedgerIntent[];
  readonly charges: readonly LedgerCharge[];
  readonly refunds: readonly {
    readonly id: string;
    readonly amount: number;
    readonly currency: string;
    readonly payment_intent: string;
  }[];
  readonly disputes: readonly { readonly id: string; readonly payment_intent: string }[];
}

export interface Stock {
  readonly onHand: number;
  readonly available: number;
}

interface Admin {
  asAdmin<Reply>(method: string, path: string): Promise<Reply>;
}

export interface AdminOrder {
  readonly status: string;
  readonly paymentStatus: string;
  readonly refunds: readonly { readonly refundId: string; readonly status: string; readonly failure: string | null }[];
}

/** What the shop has of a variant, as an admin sees it. */
export async function stockOf(sku: string, admin: Admin): Promise<Stock> {
  const { data } = await admin.asAdmin<{ data: (Stock & { sku: string })[] }>('GET', `/v1/admin/inventory?q=${sku}`);
  const found = data.find((row) => row.sku === sku);
  if (found === undefined) throw new Error(`There is no stock of ${sku}.`);
  return found;
}

/** `npm run test:kafka` says where Apache Kafka is; else the platform starts a broker of its own. */
const { TEST_KAFKA_BROKERS: KAFKA_BROKERS } = process.env;

/** The first platform of all fills it; the others start in half the time. */
const COMPILE_CACHE = path.resolve(import.meta.dirname, '../../.cache/compile');

interface Premises {
  readonly platform: Platform;
  /** Removes what the platform has written, too. */
  close(): Promise<void>;
}

async function startPlatform(
  also: Readonly<Record<string, string>> = {},
  how: Pick<PlatformOptions, 'longestPauseMs'> = {},
): Promise<Premises> {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-e2e-'));
  const environment = { ...NO_LIMITS, KAFKA_BROKERS, ...also };
  const platform = await Platform.start({ dir, environment, compileCache: COMPILE_CACHE, ...how });
  const token = await adminTokenOf(platform.url);
  const category = { slug: 'e2e', name: 'E2E' };
  await new ShopClient(platform.url).post('/v1/admin/categories', { token, body: category });
  return {
    platform,
    close: async () => {
      await platform.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** One for the files of a worker, one after the other: a start takes as much CPU as most files do. */
let shared: Promise<Premises> | undefined;

async function sharedPlatform(): Promise<Premises> {
  if (shared === undefined) {
    // Debits and slow refunds end when a test says so.
    shared = startPlatform({ SANDBOX_SETTLE_AFTER_MS: '3600000' });
    atEndOfWorker(async () => (await shared)?.close());
  }
  const { platform } = await shared;
  return { platform, close: () => Promise.resolve() };
}

const adminTokenOf = (url: string) => new ShopClient(url).logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);

/** The whole platform in processes of its own, an admin, and eyes on what the providers have seen. Every reply is compared with the API document. */
export class ShopFloor {
  readonly platform: Platform;
  /** The API document. */
  readonly document: ApiDocument;
  readonly #premises: Premises;
  readonly #watch: ReplyWatch;
  readonly #admin: ShopClient;
  readonly #sandbox: ShopClient;
  readonly #adminToken: string;

  private constructor(premises: Premises, document: ApiDocument, adminToken: string) {
    const { platform } = premises;
    this.platform = platform;
    this.document = document;
    this.#premises = premises;
    this.#watch = new ReplyWatch(platform.url, new ApiContract(document));
    this.#admin = new ShopClient(platform.url);
    this.#sandbox = new ShopClient(platform.sandboxUrl);
    this.#adminToken = adminToken;
  }

  /** A platform of its own; `also` is what somebody who starts it may set besides. */
  static async open(...[also, how]: Parameters<typeof startPlatform>): Promise<ShopFloor> {
    return ShopFloor.#on(await startPlatform(also, how));
  }

  /** A platform that other files have used and will use: what is sold there needs names that no other file has. */
  static async share(): Promise<ShopFloor> {
    const floor = await ShopFloor.#on(await sharedPlatform());
    await floor.ready();
    return floor;
  }

  static async #on(premises: Premises): Promise<ShopFloor> {
    const { url } = premises.platform;
    return new ShopFloor(premises, await documentOf(url), await adminTokenOf(url));
  }

  /** @throws Error that lists what was not as the API document says. */
  async close(): Promise<void> {
    await this.#premises.close();
    this.#watch.end();
  }

  /** Resolves when every process is up and every service says that it is ready. */
  async ready(): Promise<void> {
    await Promise.all(this.platform.processes.map((process) => process.ready()));
    await eventually(
      async () => {
        const { status } = await fetch(`${this.url}/health/services`);
        if (status !== 200) throw new Error(`The platform is not ready: ${status}`);
      },
      { within: 30_000 },
    );
  }

  get url(): string {
    return this.platform.url;
  }

  /** Of the engine with the databases of all services. */
  get databaseUri(): string {
    return `mongodb://127.0.0.1:${this.platform.ports.engine}/?directConnection=true`;
  }

  asAdmin<Reply = unknown>(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.#admin.send<Reply>(method, path, { token: this.#adminToken, ...(body === undefined ? {} : { body }) });
  }

  /** A product on sale with one variant and this much in stock. */
  async sell(
    sku: string,
    {
      stock,
      price = 1250,
      currency = 'EUR',
    }: { readonly stock: number; readonly price?: number; readonly currency?: string },
  ): Promise<{ readonly productId: string }> {
    const { id } = await this.asAdmin<{ id: string }>('POST', '/v1/admin/products', {
      name: `Thing ${sku}`,
      slug: sku.toLowerCase(),
      description: 'Sold by the end-to-end tests.',
      category: 'e2e',
      variants: [{ sku, name: 'one size', price: { amount: price, currency } }],
      publish: true,
    });
    await this.asAdmin('POST', `/v1/admin/inventory/${sku}/adjustments`, {
      kind: 'in',
      quantity: stock,
      reason: 'First delivery',
    });
    return { productId: id };
  }

  stockOf(sku: string): Promise<Stock> {
    return stockOf(sku, this);
  }

  async mailsTo(email: string): Promise<readonly Mail[]> {
    const { data } = await this.#sandbox.get<{ data: Mail[] }>(`/_sandbox/emails?to=${encodeURIComponent(email)}`);
    return data;
  }

  /** What was captured and given back for an order, in minor units, as the payment provider knows it. */
  async moneyOf(
    orderId: string,
  ): Promise<{ readonly captured: number; readonly refunded: number; readonly charges: number }> {
    const ledger = await this.#sandbox.get<Ledger>('/_sandbox/stripe/ledger');
    const intents = new Set(
      ledger.payment_intents.filter(({ metadata }) => metadata['orderId'] === orderId).map(({ id }) => id),
    );
    const charges = ledger.charges.filter(
      (charge) => charge.status === 'succeeded' && intents.has(charge.payment_intent),
    );
    return {
      captured: charges.reduce((sum, { amount }) => sum + amount, 0),
      refunded: charges.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0),
      charges: charges.length,
    };
  }

  /** The order as admins see it. */
  order(orderId: string): Promise<AdminOrder> {
    return this.asAdmin<AdminOrder>('GET', `/v1/admin/orders/${orderId}`);
  }

  cancel(orderId: string): Promise<AdminOrder> {
    return this.#admin.post<AdminOrder>(`/v1/admin/orders/${orderId}/cancel`, {
      token: this.#adminToken,
      headers: { 'idempotency-key': randomUUID() },
    });
  }

  refund(orderId: string, body: object, key: string = randomUUID()): Promise<AdminOrder> {
    return this.#admin.post<AdminOrder>(`/v1/admin/orders/${orderId}/refunds`, {
      token: this.#adminToken,
      headers: { 'idempotency-key': key },
      body,
    });
  }

  /** Has something happen at the payment provider, e.g. `disputes/du_1/close`. */
  async atProvider(what: string, body: object = {}): Promise<void> {
    await this.#sandbox.post(`/_sandbox/stripe/${what}`, { body });
  }

  /** Ids at the payment provider of what was paid, given back and disputed for an order. */
  async ledgerOf(orderId: string): Promise<{
    readonly intents: readonly string[];
    readonly refunds: readonly { readonly id: string; readonly amount: number; readonly currency: string }[];
    readonly disputes: readonly string[];
  }> {
    const { payment_intents, refunds, disputes } = await this.#sandbox.get<Ledger>('/_sandbox/stripe/ledger');
    const intents = payment_intents.filter(({ metadata }) => metadata['orderId'] === orderId).map(({ id }) => id);
    const isOfIt = ({ payment_intent }: { readonly payment_intent: string }) => intents.includes(payment_intent);
    return { intents, refunds: refunds.filter(isOfIt), disputes: disputes.filter(isOfIt).map(({ id }) => id) };
  }

  /** Makes the provider believe that the session's time has passed. */
  async expireSession(checkoutUrl: string): Promise<void> {
    const sessionId = new URL(checkoutUrl).pathname.split('/').at(-1) ?? '';
    await this.#sandbox.post(`/_sandbox/stripe/sessions/${sessionId}/expire`);
  }
}

/** With the parts of all services. */
function documentOf(url: string): Promise<ApiDocument> {
  return eventually(async () => {
    const document = await new ShopClient(url).get<ApiDocument & { 'x-unavailable': string[] }>('/v1/openapi.json');
    if (document['x-unavailable'].length > 0) throw new Error(`Not described: ${document['x-unavailable'].join(', ')}`);
    return document;
  });
}
