import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountIsNotMinorUnits, CurrenciesDiffer, Money } from './money.ts';

const euros = fc.integer({ min: -1e9, max: 1e9 }).map((amount) => Money.of(amount, 'EUR'));

describe('Money', () => {
  it('when amounts are added in any order, gives the same sum', () => {
    fc.assert(
      fc.property(fc.array(euros, { maxLength: 20 }), (items) => {
        expect(Money.sum(items, 'EUR').equals(Money.sum([...items].reverse(), 'EUR'))).toBe(true);
      }),
    );
  });

  it('when an amount is added and taken away, is what it was', () => {
    fc.assert(
      fc.property(euros, euros, (a, b) => {
        expect(a.plus(b).minus(b)).toEqual(a);
      }),
    );
  });

  it('when multiplied, is the amount added that many times', () => {
    expect(Money.of(1999, 'EUR').times(3)).toEqual(Money.of(5997, 'EUR'));
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('when made of %s, refuses', (amount) => {
    expect(() => Money.of(amount, 'EUR')).toThrow(AmountIsNotMinorUnits);
  });

  it('when made of an unknown spelling of a currency, refuses', () => {
    expect(() => Money.of(1, 'eur')).toThrow(AmountIsNotMinorUnits);
  });

  it('when currencies differ, refuses to add', () => {
    expect(() => Money.of(1, 'EUR').plus(Money.of(1, 'JPY'))).toThrow(CurrenciesDiffer);
  });

  it('when written as JSON, is its amount and currency', () => {
    expect(JSON.stringify(Money.of(5, 'JPY'))).toBe('{"amount":5,"currency":"JPY"}');
  });
});
