import { FailpointAction } from '@souk/chassis/failpoint-messages';
import { describe, expect, it } from 'vitest';
import { casesOf, partOf, type Passed } from './cases.ts';

const passed: readonly Passed[] = ['cart-service', 'order-service', 'payment-service'].flatMap((service, index) =>
  Array.from({ length: 10 + index }, (_, number) => `store of things.${number}`).flatMap((point) =>
    ['buy', 'cancel'].map((scenario) => ({ service, point, scenario, passes: 3 })),
  ),
);

const named = ({ service, point, action }: { service: string; point: string; action: string }) =>
  `${service} ${point} ${action}`;
const all = new Set(passed.flatMap((each) => FailpointAction.options.map((action) => named({ ...each, action }))));
const shares = (of: number) => Array.from({ length: of }, (_, index) => ({ share: index + 1, of }));

describe('the cases', () => {
  it('of all shares together are each point with each action, once', () => {
    const cases = shares(7).flatMap((share) => casesOf(passed, 1, share).map(named));
    expect(cases.toSorted()).toEqual([...all].toSorted());
  });

  it('of a share are those of its parts', () => {
    const [, share] = shares(7);
    const parts = shares(3).flatMap((part) => casesOf(passed, 1, partOf(share!, part)).map(named));
    expect(parts.toSorted()).toEqual(casesOf(passed, 1, share!).map(named).toSorted());
  });

  it('of a share are of every process, also when there are as many shares as processes', () => {
    const services = casesOf(passed, 1, { share: 1, of: 3 }).map(({ service }) => service);
    expect(new Set(services)).toEqual(new Set(passed.map(({ service }) => service)));
  });

  it('of a share are the same, however often and in which order the points were passed', () => {
    const [share] = shares(7);
    const another = passed.toReversed().map((each) => ({ ...each, passes: 50 }));
    expect(casesOf(another, 1, share!).map(named)).toEqual(casesOf(passed, 1, share!).map(named));
  });

  it('of another seed come in another order', () => {
    const [whole] = shares(1);
    expect(casesOf(passed, 2, whole!).map(named)).not.toEqual(casesOf(passed, 1, whole!).map(named));
  });

  it('next to each other are of different processes', () => {
    const services = casesOf(passed, 1, { share: 1, of: 1 }).map(({ service }) => service);
    expect(services.slice(0, 30).filter((service, index) => service === services[index + 1])).toEqual([]);
  });
});
