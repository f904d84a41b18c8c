import { SERVICES } from '@souk/local/platform-plan';
import { mongo } from 'mongoose';
import type { z } from 'zod';
import type { Evidence } from '../evidence.ts';
import {
  BookKeeping,
  CartRow,
  EmailRow,
  KeptRow,
  MovementRow,
  OrderRow,
  PaymentRow,
  ProviderEventRow,
  ReservationRow,
  StockRow,
  TimelineRow,
  UserRow,
  type AggregateRow,
} from './stored-rows.ts';

type Stored = Omit<Evidence, 'readAt' | 'history' | 'events' | 'prunedTopics' | 'positions' | 'stripe' | 'mailbox'>;

/** Reads what every service has stored. @throws Error when the database does not answer, or holds what no service writes. */
export async function readDatabases(uri: string): Promise<Stored> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 10_000 });
  try {
    return await read(client);
  } finally {
    await client.close();
  }
}

async function read(client: mongo.MongoClient): Promise<Stored> {
  const documentsOf = (service: string, collection: string) =>
    client.db(service).collection(collection).find().toArray();
  const rowsOf = async <Schema extends z.ZodType>(service: string, collection: string, schema: Schema) =>
    (await documentsOf(service, collection)).map((document) => rowOf(schema, document, `${service}.${collection}`));
  const aggregates: AggregateRow[] = [];
  /** A document is read once, so that its state and its book-keeping are of the same moment. */
  const aggregatesOf = async <Schema extends z.ZodType>(service: string, collection: string, schema: Schema) => {
    const documents = await documentsOf(service, collection);
    const where = `${service}.${collection}`;
    aggregates.push(...documents.map((document) => ({ ...rowOf(BookKeeping, document, where), service, collection })));
    return documents.map((document) => rowOf(schema, document, where));
  };

  const earlier = new Map(
    (await rowsOf('catalog-service', 'reservations', ReservationRow)).map(({ orderId, version }) => [orderId, version]),
  );
  const users = await aggregatesOf('user-service', 'users', UserRow);
  const carts = await aggregatesOf('cart-service', 'carts', CartRow);
  const orders = await aggregatesOf('order-service', 'orders', OrderRow);
  const payments = await aggregatesOf('payment-service', 'payments', PaymentRow);
  const emails = await aggregatesOf('notification-service', 'emails', EmailRow);
  await aggregatesOf('catalog-service', 'products', BookKeeping);
  const stock = await aggregatesOf('catalog-service', 'stock', StockRow);
  const reservations = (await aggregatesOf('catalog-service', 'reservations', ReservationRow)).map((row) => ({
    ...row,
    changedWhileRead: earlier.get(row.orderId) !== row.version,
  }));
  const filed = (await documentsOf('catalog-service', 'stock-movements')).map(({ _id, ...movement }) =>
    rowOf(MovementRow, { id: _id, ...movement }, 'catalog-service.stock-movements'),
  );
  const movements = [...filed, ...stock.flatMap(({ unfiled }) => unfiled)];
  const kept = await Promise.all(
    SERVICES.map((name) => `${name}-service`).map(async (service) =>
      (await rowsOf(service, 'kept-messages', KeptRow)).map((row) => ({ ...row, service })),
    ),
  );
  return {
    ...{ users, carts, orders, payments, emails, stock, reservations, aggregates },
    movements: [...new Map(movements.map((movement) => [movement.id, movement])).values()],
    kept: kept.flat(),
    timeline: await rowsOf('order-service', 'timeline', TimelineRow),
    providerEvents: await rowsOf('payment-service', 'webhook-events', ProviderEventRow),
  };
}

function rowOf<Schema extends z.ZodType>(schema: Schema, document: mongo.Document, where: string): z.output<Schema> {
  const { data, error } = schema.safeParse(document);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  throw new Error(
    `${where} holds ${String(document['_id'])}, whose ${issue?.path.join('.') ?? ''} cannot be judged (${issue?.message ?? ''}); look at the document.`,
  );
}
