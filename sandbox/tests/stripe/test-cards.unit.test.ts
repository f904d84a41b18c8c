import { describe, expect, it } from 'vitest';
import { TEST_CARDS, testCard, testCardNamed } from '../../src/stripe/test-cards.ts';

describe('testCard', () => {
  it.each(TEST_CARDS.map((card) => [card.number, card] as const))('knows %s', (number, card) => {
    expect(testCard(number)).toBe(card);
  });

  it.each([['4242424242424241'], ['4242'], [''], ['424242424242424x'], ['42424242424242424242']])(
    'takes %o for a mistyped number',
    (number) => {
      expect(() => testCard(number)).toThrow(
        expect.objectContaining({ status: 402, message: 'Your card number is incorrect.' }),
      );
    },
  );

  it.each([['5555555555554444'], ['378282246310005'], ['4111111111111111']])(
    'refuses %s, which could be a real card, and names test cards',
    (number) => {
      expect(() => testCard(number)).toThrow(/4242 4242 4242 4242 .* 4000 0000 0000 9995/);
    },
  );
});

describe('testCardNamed', () => {
  it.each([
    ['pm_card_visa', '4242424242424242'],
    ['tok_visa', '4242424242424242'],
    ['pm_card_chargeDeclined', '4000000000000002'],
    ['pm_card_visa_chargeDeclined', '4000000000000002'],
    ['tok_chargeDeclinedInsufficientFunds', '4000000000009995'],
    ['pm_card_authenticationRequired', '4000002760003184'],
  ])('finds the card %s', (name, number) => {
    expect(testCardNamed(name)?.number).toBe(number);
  });

  it('finds nothing behind an id of its own', () => {
    expect(testCardNamed('pm_0123456789abcdef')).toBeUndefined();
  });
});
