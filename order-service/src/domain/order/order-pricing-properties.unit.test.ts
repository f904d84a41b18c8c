import { chargeableRange } from '@souk/kernel/chargeable';
import { AmountIsNotMinorUnits, CurrenciesDiffer, type MoneyShape } from '@souk/kernel/money';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aPlacement, at, euros, teaLine } from '../../../tests/an-order.ts';
import { anyCalls, following } from '../../../tests/order-histories.ts';
import { toContract } from '../../infrastructure/persistence/order-event-contract.ts';
import type { OrderLine } from './order-line.ts';
import { Order } from './order.ts';

const line = fc
  .record({ sku: fc.uuid(), quantity: fc.integer({ min: 1, max: 99 }), price: fc.integer({ min: 0, max: 1e7 }) })
  .map(({ sku, quantity, price }): OrderLine => ({ ...teaLine, sku, quantity, unitPrice: euros(price) }));
const lines = fc.array(line, { minLength: 1, maxLength: 20 });
const shippingPrice = fc.integer({ min: 0, max: 1e5 });
const { least, most } = chargeableRange('EUR');

/** What they cost, in numbers that are never rounded. */
const exactly = (all: readonly OrderLine[], shipping: number): bigint =>
  all.reduce((sum, { unitPrice, quantity }) => sum + BigInt(unitPrice.amount) * BigInt(quantity), BigInt(shipping));

function anOrder(shipping: number, expectedTotal: MoneyShape): Order {
  const order = Order.place(
    aPlacement({ expectedTotal, shipping: { ...aPlacement().shipping, price: euros(shipping) } }),
  );
  order.pullEvents();
  return order;
}

const typesOf = (order: Order) => order.pullEvents().map(({ type }) => type);

it('when lines cost what the shopper expects, in whatever order they come, that is what is awaited', () => {
  fc.assert(
    fc.property(lines, shippingPrice, (all, shipping) => {
      const total = euros(Number(exactly(all, shipping)));
      const order = anOrder(shipping, total);
      order.priceFrom(all, at);
      const isChargeable = total.amount >= least && total.amount <= most;
      const [status, type] = isChargeable ? ['awaiting-payment', 'PaymentAwaited'] : ['cancelled', 'OrderCancelled'];
      if (total.amount > 0) {
        expect(order.state).toMatchObject({ status, total, lines: all });
        expect(typesOf(order)).toEqual([type]);
      }
    }),
  );
});

it('when they expect anything else, the order is cancelled and says what it would cost', () => {
  const off = fc.oneof(
    fc.integer({ min: -1e6, max: 1e6 }).filter((by) => by !== 0),
    fc.constantFrom(-1, 1),
  );
  fc.assert(
    fc.property(lines, shippingPrice, off, fc.boolean(), (all, shipping, by, isInYen) => {
      const total = euros(Number(exactly(all, shipping)));
      const order = anOrder(shipping, isInYen ? { ...total, currency: 'JPY' } : euros(total.amount + by));
      order.priceFrom(all, at);
      expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'price-changed', total, paid: null });
      expect(typesOf(order)).toEqual(['OrderCancelled']);
    }),
  );
});

it('when one line is in another currency, none is priced', () => {
  fc.assert(
    fc.property(lines, fc.nat(), shippingPrice, (all, index, shipping) => {
      const stranger = index % all.length;
      const mixed = all.map((one, place) =>
        place === stranger ? { ...one, unitPrice: { ...one.unitPrice, currency: 'USD' } } : one,
      );
      const order = anOrder(shipping, euros(Number(exactly(all, shipping))));
      const before = order.state;
      expect(() => order.priceFrom(mixed, at)).toThrow(CurrenciesDiffer);
      expect([order.state, typesOf(order)]).toEqual([before, []]);
    }),
  );
});

/** The last of them makes the whole this much more or less than the largest amount that there is. */
const enormous = fc
  .record({
    some: lines,
    quantity: fc.integer({ min: 1, max: 99 }),
    shipping: shippingPrice,
    by: fc.integer({ min: -120, max: 120 }),
  })
  .map(({ some, quantity, shipping, by }) => {
    const left = BigInt(Number.MAX_SAFE_INTEGER) + BigInt(by) - exactly(some, shipping);
    const last = { ...teaLine, quantity, unitPrice: euros(Number(left / BigInt(quantity))) };
    return { shipping, all: [...some, last] };
  });

it('when they cost about as much as can be counted, the total is exact or there is none', () => {
  const reached = { exact: 0, refused: 0 };
  fc.assert(
    fc.property(enormous, ({ all, shipping }) => {
      const total = exactly(all, shipping);
      const order = anOrder(shipping, euros(Number(total)));
      const before = order.state;
      if (total <= Number.MAX_SAFE_INTEGER) {
        order.priceFrom(all, at);
        expect(BigInt(order.state.total!.amount)).toBe(total);
        reached.exact++;
      } else {
        expect(() => order.priceFrom(all, at)).toThrow(AmountIsNotMinorUnits);
        expect([order.state, typesOf(order)]).toEqual([before, []]);
        reached.refused++;
      }
    }),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
});

it('whatever happens to an order, no event tells of another total than was expected, and nothing else can be paid', () => {
  const told = new Map<string, number>();
  fc.assert(
    fc.property(anyCalls, (history) => {
      const order = Order.place(aPlacement());
      const { expectedTotal } = order.state;
      for (const { after, events } of following(order, history)) {
        expect(after.expectedTotal).toBe(expectedTotal);
        if (after.cancelledBecause !== 'price-changed') expect([null, expectedTotal]).toContainEqual(after.total);
        expect([null, expectedTotal]).toContainEqual(after.paid);
        for (const event of events) {
          const published = toContract(event, after);
          const data: object = Object(published?.data);
          if (!('total' in data)) continue;
          expect(data.total).toEqual(expectedTotal);
          expect(data).toMatchObject({ lines: [teaLine] });
          told.set(event.type, (told.get(event.type) ?? 0) + 1);
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect([...told.keys()].sort()).toEqual(['OrderConfirmed', 'PaymentAwaited']);
  expect(Math.min(...told.values())).toBeGreaterThan(20);
});
