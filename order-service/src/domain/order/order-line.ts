import { Money, type MoneyShape } from '@souk/kernel/money';

/** What the shopper wants, before anybody has priced it. */
export interface RequestedLine {
  readonly sku: string;
  readonly quantity: number;
}

/** A line as the catalog reserved it: name and unit price are of that moment and never change again. */
export interface OrderLine extends RequestedLine {
  readonly productId: string;
  readonly name: string;
  readonly unitPrice: MoneyShape;
}

export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

/** What an order costs: every line's unit price times its quantity, and the shipping. Prices include tax. */
export function totalOf(lines: readonly OrderLine[], shipping: MoneyShape): Money {
  const items = lines.map(({ unitPrice, quantity }) => Money.from(unitPrice).times(quantity));
  return Money.sum(items, shipping.currency).plus(Money.from(shipping));
}

/** Whether both want the same, in whatever order. */
export function areSameLines(some: readonly RequestedLine[], others: readonly RequestedLine[]): boolean {
  const inOrder = (lines: readonly RequestedLine[]) =>
    lines
      .map(({ sku, quantity }) => `${sku} ${quantity}`)
      .sort()
      .join();
  return inOrder(some) === inOrder(others);
}
