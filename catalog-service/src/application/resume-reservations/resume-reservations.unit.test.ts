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
    await stock.release(other, clock.now());
    await reservations.finish(other);
    letPass(3600);
    await resume.forgetEnded();
    expect(Object.keys(stock.stateOf('a').holds)).toEqual(['other']);
    await settle.execute((await reservations.find('stuck'))!);
    await resume.forgetEnded();
    expect(Object.keys(stock.stateOf('a').holds)).toEqual(['stuck']);
  });
});
