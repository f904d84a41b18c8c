import { DomainError } from './domain-error.ts';

export class AmountIsNotMinorUnits extends DomainError {
  readonly code = 'money.amount-is-not-minor-units';
  readonly kind = 'invalid';
}

export class CurrenciesDiffer extends DomainError {
  readonly code = 'money.currencies-differ';
  readonly kind = 'invalid';
}

/** How money is written in requests, replies, events and documents. */
export interface MoneyShape {
  readonly amount: number;
  readonly currency: string;
}

/** An amount in integer minor units (cents, fils, yen) of one ISO 4217 currency. Immutable; may be negative. */
export class Money {
  readonly amount: number;
  readonly currency: string;

  private constructor(amount: number, currency: string) {
    this.amount = amount;
    this.currency = currency;
  }

  /** @throws AmountIsNotMinorUnits unless `amount` is a safe integer and `currency` three capital letters. */
  static of(amount: number, currency: string): Money {
    if (!Number.isSafeInteger(amount)) throw new AmountIsNotMinorUnits(`${amount} is not an integer of minor units.`);
    if (!/^[A-Z]{3}$/.test(currency)) throw new AmountIsNotMinorUnits(`${currency} is not an ISO 4217 code.`);
    return new Money(amount, currency);
  }

  static from({ amount, currency }: MoneyShape): Money {
    return Money.of(amount, currency);
  }

  static zero(currency: string): Money {
    return Money.of(0, currency);
  }

  /** @throws CurrenciesDiffer when the items are not all in `currency`. */
  static sum(items: readonly Money[], currency: string): Money {
    return items.reduce((total, item) => total.plus(item), Money.zero(currency));
  }

  plus(other: Money): Money {
    this.#assertSameCurrency(other);
    return Money.of(this.amount + other.amount, this.currency);
  }

  minus(other: Money): Money {
    this.#assertSameCurrency(other);
    return Money.of(this.amount - other.amount, this.currency);
  }

  times(quantity: number): Money {
    return Money.of(this.amount * quantity, this.currency);
  }

  equals(other: MoneyShape): boolean {
    return this.amount === other.amount && this.currency === other.currency;
  }

  toJSON(): MoneyShape {
    return { amount: this.amount, currency: this.currency };
  }

  #assertSameCurrency(other: Money): void {
    if (other.currency !== this.currency) {
      throw new CurrenciesDiffer(`Cannot add ${other.currency} to ${this.currency}.`);
    }
  }
}
