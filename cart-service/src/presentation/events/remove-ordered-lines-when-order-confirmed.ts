import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderConfirmedV1 } from '@souk/contracts/order-events';
import type { RemoveOrderedLines } from '../../application/remove-ordered-lines/remove-ordered-lines.ts';

export function removeOrderedLinesWhenOrderConfirmed(removeOrderedLines: RemoveOrderedLines): Subscription {
  return on(OrderConfirmedV1, ({ data, time }) =>
    removeOrderedLines.execute({ cartId: data.cartId, ordered: data.lines, at: new Date(time) }),
  );
}
