import { on, type Subscription } from '@souk/chassis/events/subscription';
import { UserEmailVerifiedV1 } from '@souk/contracts/user-events';
import type { HandOverCart } from '../../application/hand-over-cart/hand-over-cart.ts';
import { ownCartOf } from '../http/cart-user.ts';

/** The account may have been a stranger's until its owner proved the mailbox. */
export function handOverCartWhenEmailVerified(handOverCart: HandOverCart): Subscription {
  return on(UserEmailVerifiedV1, async ({ data, time }) => {
    if (data.isNewOwner) await handOverCart.execute({ cartId: ownCartOf(data).id, since: new Date(time) });
  });
}
