import { describe, expect, it } from 'vitest';
import { judge } from '../src/verdict.ts';
import { CLIENT_BUGS } from './bugs/client-bugs.ts';
import { EVENT_BUGS } from './bugs/event-bugs.ts';
import { MONEY_BUGS, owing } from './bugs/money-bugs.ts';
import { SAGA_BUGS } from './bugs/saga-bugs.ts';
import { SESSION_BUGS } from './bugs/session-bugs.ts';
import { STOCK_BUGS } from './bugs/stock-bugs.ts';
import { changed, entryOf, heard, without, type Plant } from './planting.ts';
import { soundDay } from './sound-evidence.ts';

const BUGS = [...STOCK_BUGS, ...MONEY_BUGS, ...SESSION_BUGS, ...SAGA_BUGS, ...EVENT_BUGS, ...CLIENT_BUGS];

const brokenBy = (plant: Plant): readonly number[] => {
  const day = soundDay();
  const verdicts = judge({ ...day.evidence, ...plant(day) });
  return verdicts.filter(({ violations }) => violations.length > 0).map(({ invariant: { number } }) => number);
};

describe('a planted bug', () => {
  it.each(BUGS)('when %s, breaks %j and nothing else', (_bug, breaks, plant) => {
    expect(brokenBy(plant)).toEqual(breaks);
  });

  it('breaks each invariant at least once', () => {
    expect([...new Set(BUGS.flatMap(([, breaks]) => breaks))].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 22 }, (_, index) => index + 1),
    );
  });
});

describe('what may rightly happen', () => {
  const SOUND: readonly (readonly [what: string, happens: Plant])[] = [
    [
      'an event is delivered twice',
      ({ evidence }) => ({
        events: evidence.events.flatMap((entry) => [entry, { ...entry, offset: entry.offset + 10_000 }]),
      }),
    ],
    [
      'an event that cannot be handled is kept',
      ({ evidence, orderOf }) => {
        const { topic, partition, offset, event } = entryOf(evidence, orderOf.buyer, 'order.created.v1');
        return {
          timeline: without(evidence.timeline, ({ _id }) => _id === event.id),
          kept: [{ service: 'order-service', _id: `${topic}:${partition}:${offset}`, state: 'parked', outbox: [] }],
        };
      },
    ],
    [
      'a mail is sent again',
      ({ evidence }) => ({
        mailbox: [...evidence.mailbox, { ...evidence.mailbox[0]!, id: 'again' }],
        emails: changed(
          evidence.emails,
          ({ providerId }) => providerId === evidence.mailbox[0]?.id,
          () => ({ round: 2, providerId: 'again' }),
        ),
      }),
    ],
    [
      'the oldest events are gone',
      ({ evidence }) => ({
        prunedTopics: [...new Set(evidence.events.map(({ topic }) => topic))],
        events: evidence.events.filter(
          ({ event }) => event.type !== 'order.created.v1' && event.type !== 'product.published.v1',
        ),
      }),
    ],
    ['a cancelled order owes money, and somebody is told', (day) => owing(day, ['refund-failed'])],
    [
      'somebody is refused what is another one’s',
      ({ evidence, orderOf }) =>
        heard(evidence, {
          path: `/v1/orders/${orderOf.waiter}`,
          status: 404,
          reply: { detail: `There is no order ${orderOf.waiter}.` },
        }),
    ],
  ];

  it.each(SOUND)('when %s, breaks nothing', (_what, happens) => {
    expect(brokenBy(happens)).toEqual([]);
  });
});
