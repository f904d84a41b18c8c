import type { MoneyShape } from '@souk/kernel/money';
import { ShippingMethodIsUnknown } from './order-error.ts';

/** A way to have the goods delivered, with a flat price that includes tax. */
export interface ShippingMethod {
  readonly method: string;
  readonly name: string;
  readonly price: MoneyShape;
}

/** The methods a shop offers. */
export class ShippingMethods {
  readonly all: readonly ShippingMethod[];

  constructor(all: readonly ShippingMethod[]) {
    this.all = all;
  }

  /** @throws ShippingMethodIsUnknown */
  named(method: string): ShippingMethod {
    const found = this.all.find((offered) => offered.method === method);
    if (found === undefined) throw new ShippingMethodIsUnknown(this.all.map((offered) => offered.method));
    return found;
  }
}
