import { describe, expect, it } from 'vitest';
import { secondsLater } from '../../../tests/a-reservation.ts';
import { aWarehouse } from '../../../tests/a-warehouse.ts';
import { ResumeReservations } from './resume-reservations.ts';

const lines = [{ sku: 'a', quantity: 1 }];

function aResuming() {
  const warehouse = aWarehouse({ a: 9 });
  return { ...warehouse, resume: new ResumeReservations(warehouse) };
}

describe('taking up what was cut off', () => {
  it('when nobody can be at work on a reservation any more, takes it as far as it goes; leaves others alone', async () => {
    const { resume, requested, reservations, letPass } = aResuming();
    await requested(lines, 'old');
    letPass(0.001);
    await requested(lines, 'young');
    letPass(5);
    await resume.execute();
    expect(await reservations.find('old')).toMatchObject({ status: 'reserved' });
    expect(await reservations.find('young')).toMatchObject({ status: 'pending' });
  });

  it('when one fails again and again, goes on with the others, and comes back to it after longer and longer pauses', async () => {
    const { resume, requested, reservations, stock, letPass } = aResuming();
    for (const orderId of ['first', 'poison', 'last']) await requested(lines, orderId);
    const hold = stock.hold.bind(stock);
    const tries: string[] = [];
    stock.hold = (reservation, line) => {
      tries.push(reservation.orderId);
      return reservation.orderId === 'poison' ? Promise.reject(new Error('poison')) : hold(reservation, line);
    };
    letPass(6);
    await expect(resume.execute()).rejects.toMatchObject({ failures: [{ row: 'poison' }] });
    for (const orderId of ['first', 'last']) {
      expect(await reservations.find(orderId)).toMatchObject({ status: 'reserved' });
    }
    const triesWithin = async (seconds: number) => {
      tries.length = 0;
      for (let second = 1; second <= seconds; second++) {
        letPass(1);
        await resume.execute().catch(() => undefined);
      }
      return tries.length;
    };
    const [early, late] = [await triesWithin(40), await triesWithin(600)];
    expect(early).toBeLessThanOrEqual(4);
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThanOrEqual(8);
  });

  it('when proofs that reservations have ended are a quarter of an hour old, forgets those', async () => {
    const { resume, requested, reservations, settle, stock, letPass } = aResuming();
    for (const orderId of ['old', 'young']) {
      await requested(lines, orderId);
      await settle.execute(
        (await reservations.update(orderId, (reservation) => reservation.release(secondsLater(1))))!,
      );
      letPass(0.001);
    }
    letPass(15 * 60 - 0.001);
    await resume.forgetEnded();
    expect(Object.keys(stock.stateOf('a').holds)).toEqual(['young']);
  });

  it('when somebody still works on a reservation, forgets nothing that has happened since it was decided', async () => {
    const { resume, requested, reservations, settle, stock, clock, letPass } = aResuming();
    await requested(lines, 'stuck');
    letPass(1);
    const other = await requested(lines, 'other');
    await stock.release({ ...other, hasOneWorker: false }, clock.now());
    await reservations.finish(other);
    letPass(3600);
    await resume.forgetEnded();
    expect(Object.keys(stock.stateOf('a').holds)).toEqual(['other']);
    await settle.execute((await reservations.find('stuck'))!);
    await resume.forgetEnded();
    expect(Object.keys(stock.stateOf('a').holds)).toEqual(['stuck']);
  });
});
