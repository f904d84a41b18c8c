import type { Subscription } from '../events/subscription.ts';
import type { Failpoints } from '../failpoints.ts';

/** Each reaction with a point: `on <event>.handle`, for a second one to the same event `on <event> 2.handle`. */
export function withFailpoints(
  failpoints: Failpoints,
  subscriptions: readonly Subscription[],
): readonly Subscription[] {
  return [...Map.groupBy(subscriptions, ({ contract }) => contract.type)].flatMap(([type, reactions]) =>
    reactions.map((reaction, index) =>
      failpoints.wrap(index === 0 ? `on ${type}` : `on ${type} ${index + 1}`, reaction, ['handle']),
    ),
  );
}
