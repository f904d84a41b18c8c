import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EventEnvelope } from '@souk/contracts/event';
import { UserEmailVerifiedV1 } from '@souk/contracts/user-events';
import { expect, it } from 'vitest';
import { HandOverCart } from '../src/application/hand-over-cart/hand-over-cart.ts';
import { RemoveOrderedLines } from '../src/application/remove-ordered-lines/remove-ordered-lines.ts';
import { handOverCartWhenEmailVerified } from '../src/presentation/events/hand-over-cart-when-email-verified.ts';
import { removeOrderedLinesWhenOrderConfirmed } from '../src/presentation/events/remove-ordered-lines-when-order-confirmed.ts';
import { ownCartOf } from '../src/presentation/http/cart-user.ts';
import { aCart, daysLater, quantitiesIn } from './a-cart.ts';
import { InMemoryCartRepository } from './in-memory-cart-repository.ts';

const samples = path.join(import.meta.dirname, '../../packages/contracts/samples');

function sampleOf(type: string) {
  return EventEnvelope.parse(JSON.parse(readFileSync(path.join(samples, `${type}.json`), 'utf8')));
}

it('order.confirmed.v1: when read as it was published, takes its lines out of its cart', async () => {
  const cart = aCart({ 'TEA-GREEN-100': 3, mint: 1 });
  const carts = new InMemoryCartRepository(cart);
  const { contract, handle } = removeOrderedLinesWhenOrderConfirmed(new RemoveOrderedLines({ carts }));
  const event = sampleOf('order.confirmed.v1');
  expect(contract.type).toBe(event.type);
  await handle({ ...event, data: contract.data.parse(event.data) });
  const after = await carts.find(cart.state.id);
  expect(quantitiesIn(after!)).toEqual({ 'TEA-GREEN-100': 1, mint: 1 });
  expect(after?.state.updatedAt).toEqual(new Date(event.time));
});

it('user.email-verified.v1: when read as it was published, empties the cart of an account that has a new owner, and no other', async () => {
  const event = sampleOf('user.email-verified.v1');
  const userId = event.subject;
  const { id } = ownCartOf({ userId });
  const cart = aCart({ mint: 1 }, { id, ownerId: userId, updatedAt: daysLater(-1) });
  const carts = new InMemoryCartRepository(cart);
  const { contract, handle } = handOverCartWhenEmailVerified(new HandOverCart({ carts }));
  expect(contract.type).toBe(event.type);
  const data = UserEmailVerifiedV1.data.parse(event.data);
  await handle({ ...event, data });
  expect(await carts.find(id)).toBe(cart);
  await handle({ ...event, data: { ...data, isNewOwner: true } });
  expect((await carts.find(id))?.state).toMatchObject({ lines: [], updatedAt: new Date(event.time) });
});
