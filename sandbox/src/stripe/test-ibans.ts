import { cardError } from './api-error.ts';

export interface TestIban {
  readonly iban: string;
  readonly title: string;
  /** How the debit ends, some time after the session is complete. */
  readonly outcome: 'succeeds' | 'declines';
}

/** https://docs.stripe.com/payments/sepa-debit/accept-a-payment#test-integration */
export const TEST_IBANS: readonly TestIban[] = [
  { iban: 'AT611904300234573201', title: 'Debit succeeds later', outcome: 'succeeds' },
  { iban: 'IT60X0542811101000000123456', title: 'Debit fails later', outcome: 'declines' },
];

/** @throws ApiError `invalid_bank_account_iban` that names the IBANs to use instead. */
export function testIban(iban: string): TestIban {
  const known = TEST_IBANS.find((candidate) => candidate.iban === iban);
  if (known !== undefined) return known;
  throw cardError({
    code: 'invalid_bank_account_iban',
    message: `This is a sandbox, which takes test IBANs only: use ${TEST_IBANS.map((test) => test.iban).join(' or ')}.`,
    param: 'iban',
  });
}
