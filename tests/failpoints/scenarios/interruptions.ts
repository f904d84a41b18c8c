import type { Known } from '../failure-run.ts';
import type { Market } from '../market.ts';
import { PURCHASES } from './purchases.ts';

/** What people do while processes end, and what these pass then that nothing else passes for sure. */
interface Interruption {
  readonly run: (market: Market) => Promise<unknown>;
  /** By process. A process that has ended can no longer be asked. */
  readonly passed: Readonly<Record<string, readonly string[]>>;
}

/** What each service reacts to when something is bought. */
const REACTS_TO = {
  'catalog-service': 'order.created.v1',
  'order-service': 'stock.reserved.v1',
  'payment-service': 'order.awaiting-payment.v1',
  'cart-service': 'order.confirmed.v1',
  'notification-service': 'order.confirmed.v1',
};

/**
 * The third process is warned by the ends of the first two, of which only one is blamed on the event: with a failure that ends
 * one more there are two, and with three it would be given up on.
 */
const diesTwice = (service: string, event: string): Interruption => ({
  passed: { [service]: ['resumptions.begin', 'resumptions.end'] },
  run: async (market) => {
    const deaths = async () => {
      for (const point of [`on ${event}.handle`, 'resumptions.complete']) {
        const { hit } = await market.arm(service, { point, action: 'kill', times: 1 });
        await hit;
      }
    };
    await Promise.all([deaths(), PURCHASES.buy(market)]);
  },
});

/** The first messages after a start are given back before all of them are handled, as in a rebalance. */
const startsInVain = (service: string): Interruption => ({
  passed: { [service]: ['resumptions.handBack'] },
  run: async (market) => {
    await market.floor.platform.process(service).crash();
    await market.arm(service, { point: 'dispatcher.dispatch', action: 'throw', times: 1 });
    await PURCHASES.buy(market);
  },
});

const ALL: Readonly<Record<string, Interruption>> = {
  ...Object.fromEntries(
    Object.entries(REACTS_TO).flatMap(([service, event]) => [
      [`buy while ${service} dies twice`, diesTwice(service, event)],
      [`buy while ${service} starts in vain`, startsInVain(service)],
    ]),
  ),

  'buy after a stop in order': {
    // They wait for work of theirs before they end.
    passed: { 'payment-service': ['OrderWork.settled'], 'notification-service': ['Outgoing.settled'] },
    run: async (market) => {
      const stopped = ['payment-service', 'notification-service'];
      await Promise.all(stopped.map((name) => market.floor.platform.process(name).signal('SIGTERM')));
      await PURCHASES.buy(market);
    },
  },

  'buy what the catalog does not remember to have reserved': {
    passed: { 'catalog-service': ['ReservationRepository.find', 'store of reservations.findOne'] },
    run: async (market) => {
      await market.arm('catalog-service', { point: 'on order.created.v1.handle', action: 'kill-after', times: 1 });
      await PURCHASES.buy(market);
    },
  },
};

export const INTERRUPTIONS: Known = {
  scenarios: Object.fromEntries(Object.entries(ALL).map(([scenario, { run }]) => [scenario, run])),
  passed: Object.entries(ALL).flatMap(([scenario, { passed }]) =>
    Object.entries(passed).flatMap(([service, points]) =>
      points.map((point) => ({ service, point, scenario, passes: 1 })),
    ),
  ),
};
