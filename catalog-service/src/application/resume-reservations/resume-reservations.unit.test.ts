import { describe, expect, it } from 'vitest';
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
    const { resume, requested, stock, clock, letPass } = aResuming();
    const [old, young] = [await requested(lines, 'old'), await requested(lines, 'young')];
    await stock.release(old, clock.now());
    letPass(0.001);
    await stock.release(young, clock.now());
    letPass(15 * 60);
    await resume.forgetEnded();
    expect(Object.keys(stock.stateOf('a').holds)).toEqual(['young']);
  });
});
