import type { Evidence } from '../../src/evidence.ts';
import { changed, entryOf, inLog, isOf, ofOrder, stripe, without, type Bugs } from '../planting.ts';
import type { SoundDay } from '../sound-evidence.ts';

const secondCharge = ({ evidence }: SoundDay, metadata: Record<string, string>) =>
  stripe(evidence, {
    intents: [...evidence.stripe.intents, { id: 'pi_2', metadata }],
    charges: [
      ...evidence.stripe.charges,
      { id: 'ch_2', payment_intent: 'pi_2', amount: 2990, currency: 'eur', status: 'succeeded' },
    ],
  });

const secondRefund = ({ evidence }: SoundDay, charge: string, refundId: string) =>
  stripe(evidence, {
    refunds: [
      ...evidence.stripe.refunds,
      { id: 're_2', amount: 2990, status: 'succeeded', charge, metadata: { refundId } },
    ],
  });

/** The refund of somebody who has cancelled has failed. */
export const owing = ({ evidence, orderOf }: SoundDay, attention: readonly string[]): Partial<Evidence> => ({
  ...stripe(evidence, { refunds: changed(evidence.stripe.refunds, isOf('re_hasty'), () => ({ status: 'failed' })) }),
  orders: changed(evidence.orders, isOf(orderOf.hasty), ({ refunds }) => ({
    ...{ paymentStatus: 'refund-owed', refunded: null, attention: [...attention] },
    refunds: refunds.map((refund) => ({ ...refund, status: 'failed' })),
  })),
});

export const MONEY_BUGS: Bugs = [
  ['a shopper was charged twice', [4, 7], (day) => secondCharge(day, { orderId: day.orderOf.buyer })],
  [
    'less was captured than the order costs',
    [4, 7],
    ({ evidence }) =>
      stripe(evidence, {
        charges: changed(evidence.stripe.charges, isOf('ch_buyer'), () => ({ amount: 2989 })),
      }),
  ],
  [
    'another currency was captured',
    [4],
    ({ evidence }) =>
      stripe(evidence, {
        charges: changed(evidence.stripe.charges, isOf('ch_buyer'), () => ({ currency: 'usd' })),
      }),
  ],
  [
    'an order does not know that it is paid',
    [4, 5, 7, 20],
    ({ evidence, orderOf }) => ({
      orders: changed(evidence.orders, isOf(orderOf.buyer), () => ({ paid: null })),
    }),
  ],
  ['money of nobody’s order was kept', [5], (day) => secondCharge(day, {})],
  [
    'money that came late was kept',
    [5, 7, 9],
    ({ evidence }) =>
      stripe(evidence, {
        refunds: without(evidence.stripe.refunds, isOf('re_latecomer')),
      }),
  ],
  [
    'half of a cancelled order’s money was kept',
    [5, 7, 9],
    ({ evidence }) =>
      stripe(evidence, {
        refunds: changed(evidence.stripe.refunds, isOf('re_hasty'), () => ({ amount: 1495 })),
      }),
  ],
  [
    'an order says that more went back than did',
    [7],
    ({ evidence, orderOf }) => ({
      orders: changed(evidence.orders, isOf(orderOf.lucky), () => ({ refunded: { amount: 500, currency: 'EUR' } })),
    }),
  ],
  [
    'more is asked back of a payment than it has',
    [7],
    ({ evidence, orderOf }) => ({
      payments: changed(evidence.payments, ofOrder(orderOf.lucky), ({ refunds }) => ({
        refunds: refunds.map((refund) => ({ ...refund, amount: { amount: 3000, currency: 'EUR' } })),
      })),
    }),
  ],
  [
    'a lost dispute is on nobody’s books',
    [7],
    ({ evidence }) =>
      stripe(evidence, {
        disputes: [{ id: 'du_1', amount: 2990, status: 'lost', charge: 'ch_buyer' }],
      }),
  ],
  ['a cancelled order owes money, and nobody is told', [5, 9], (day) => owing(day, [])],
  [
    'an order was confirmed that nobody has paid',
    [4, 10],
    ({ evidence, orderOf }) => ({
      orders: changed(evidence.orders, isOf(orderOf.waiter), () => ({ status: 'confirmed' })),
    }),
  ],
  ['a refund was made twice', [5, 7, 9], (day) => secondRefund(day, 'ch_hasty', `${day.orderOf.hasty}:cancelled`)],
  ['a good order was refunded as if it were late', [7, 9], (day) => secondRefund(day, 'ch_buyer', 'late:pi_buyer')],
  ['a refund that nobody asked for was made', [7, 9], (day) => secondRefund(day, 'ch_buyer', 'stranger')],
  [
    'a good order was compensated for a cancellation',
    [9],
    ({ evidence, orderOf }) => {
      const entry = entryOf(evidence, orderOf.lucky, 'order.refund-requested.v1');
      return inLog(evidence, entry, { data: { ...entry.event.data, reason: 'cancelled' } });
    },
  ],
  [
    'a capture that came late has no refund',
    [9],
    ({ evidence, orderOf }) => ({
      payments: changed(evidence.payments, ofOrder(orderOf.latecomer), () => ({ refunds: [] })),
    }),
  ],
];
