import { quietenRequestQueue } from '@souk/chassis/events/kafkajs-quiet-queue';
import { Kafka, logLevel } from 'kafkajs';
import type { ShopFloor } from './shop-floor.ts';

/** Of one type and without anything that an event of it has: for those that handle the type. */
const EMPTY_EVENT = '{"type":"order.confirmed.v1"}';

/** Somebody else's program puts what is no event on the orders' topic. */
export async function publishNonsense({ platform }: ShopFloor, key: string, value = EMPTY_EVENT): Promise<void> {
  quietenRequestQueue();
  const brokers = [`127.0.0.1:${platform.ports.broker}`];
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic: 'order-events', messages: [{ key, value }] });
  await producer.disconnect();
}
