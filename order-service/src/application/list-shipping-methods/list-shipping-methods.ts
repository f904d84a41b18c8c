import type { ShippingMethod, ShippingMethods } from '../../domain/order/shipping-method.ts';

/** Says how orders can be delivered. */
export class ListShippingMethods {
  readonly #methods: ShippingMethods;

  constructor(methods: ShippingMethods) {
    this.#methods = methods;
  }

  execute(): readonly ShippingMethod[] {
    return this.#methods.all;
  }
}
