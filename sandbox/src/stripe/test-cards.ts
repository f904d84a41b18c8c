import { cardError, type ApiErrorBody } from './api-error.ts';

type Decline = Pick<ApiErrorBody, 'message'> & { readonly code: string; readonly decline_code?: string };

/** What happens to a payment, or to its refund, after the payment has succeeded. */
export type Aftermath = 'dispute' | 'inquiry' | 'refund-pends' | 'refund-fails';

export type CardOutcome =
  | { readonly kind: 'succeeds'; readonly then?: Aftermath }
  | { readonly kind: 'authenticates' }
  | { readonly kind: 'declines'; readonly error: Decline };

export interface TestCard {
  readonly number: string;
  /** The end of the ready-made names `pm_card_…` and `tok_…` (https://docs.stripe.com/testing). */
  readonly token: string;
  readonly title: string;
  readonly outcome: CardOutcome;
}

const succeeds: CardOutcome = { kind: 'succeeds' };
const authenticates: CardOutcome = { kind: 'authenticates' };

function declines(code: string, message: string, declineCode?: string): CardOutcome {
  return {
    kind: 'declines',
    error: declineCode === undefined ? { code, message } : { code, message, decline_code: declineCode },
  };
}

const DECLINED = 'Your card was declined.';
const NO_FUNDS = 'Your card has insufficient funds.';
const BAD_CVC = "Your card's security code is incorrect.";
const TRY_AGAIN = 'An error occurred while processing your card. Try again in a little bit.';

const card = (number: string, token: string, title: string, outcome: CardOutcome): TestCard => ({
  number,
  token,
  title,
  outcome,
});

export const TEST_CARDS: readonly TestCard[] = [
  card('4242424242424242', 'visa', 'Payment succeeds', succeeds),
  card('4000002760003184', 'authenticationRequired', 'Asks for authentication first', authenticates),
  card('4000000000000002', 'chargeDeclined', 'Declined', declines('card_declined', DECLINED, 'generic_decline')),
  card(
    '4000000000009995',
    'chargeDeclinedInsufficientFunds',
    'Declined: insufficient funds',
    declines('card_declined', NO_FUNDS, 'insufficient_funds'),
  ),
  card(
    '4000000000009987',
    'chargeDeclinedLostCard',
    'Declined: lost card',
    declines('card_declined', DECLINED, 'lost_card'),
  ),
  card(
    '4000000000009979',
    'chargeDeclinedStolenCard',
    'Declined: stolen card',
    declines('card_declined', DECLINED, 'stolen_card'),
  ),
  card(
    '4000000000000069',
    'chargeDeclinedExpiredCard',
    'Declined: expired card',
    declines('expired_card', 'Your card has expired.'),
  ),
  card('4000000000000127', 'chargeDeclinedIncorrectCvc', 'Declined: incorrect CVC', declines('incorrect_cvc', BAD_CVC)),
  card(
    '4000000000000119',
    'chargeDeclinedProcessingError',
    'Declined: processing error',
    declines('processing_error', TRY_AGAIN),
  ),
  card('4000000000007726', 'pendingRefund', 'Paid; a refund is pending first', {
    kind: 'succeeds',
    then: 'refund-pends',
  }),
  card('4000000000005126', 'refundFail', 'Paid; a refund fails later', { kind: 'succeeds', then: 'refund-fails' }),
  card('4000000000000259', 'createDispute', 'Paid, then disputed', { kind: 'succeeds', then: 'dispute' }),
  card('4000000000001976', 'createDisputeInquiry', 'Paid, then asked about', { kind: 'succeeds', then: 'inquiry' }),
];

const byNumber = new Map(TEST_CARDS.map((known) => [known.number, known]));
const byToken = new Map(TEST_CARDS.map((known) => [known.token, known]));

/** @throws ApiError `incorrect_number`, or `card_declined` for a number that could belong to a real card. */
export function testCard(number: string): TestCard {
  const known = byNumber.get(number);
  if (known !== undefined) return known;
  if (!passesLuhnCheck(number)) {
    throw cardError({ code: 'incorrect_number', message: 'Your card number is incorrect.', param: 'number' });
  }
  throw cardError({
    code: 'card_declined',
    decline_code: 'test_mode_live_card',
    message:
      'Your card was declined: this is a sandbox, which takes test cards only. ' +
      'Use 4242 4242 4242 4242 to pay, or 4000 0000 0000 9995 to see a decline.',
    param: 'number',
  });
}

/** The card behind a ready-made name: `pm_card_visa`, `tok_chargeDeclined`, `pm_card_visa_chargeDeclined`, … */
export function testCardNamed(name: string): TestCard | undefined {
  const token = /^(?:pm_card|tok)_(?:visa_)?(\w+)$/.exec(name)?.[1];
  return token === undefined ? undefined : byToken.get(token);
}

/** https://en.wikipedia.org/wiki/Luhn_algorithm */
function passesLuhnCheck(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const digits = Array.from(number, Number).toReversed();
  const sum = digits.reduce((total, digit, place) => {
    const weighted = place % 2 === 1 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}
