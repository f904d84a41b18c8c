import { z } from 'zod';

/**
 * What becomes of a step. `kill`, `throw` and `hang` come before it; `kill-after` and `lose` once it is done: `lose` fails as
 * if the answer had been lost on its way. What hangs does so until somebody ends the process.
 */
export const FailpointAction = z.enum(['kill', 'kill-after', 'throw', 'hang', 'lose']);
export type FailpointAction = z.infer<typeof FailpointAction>;

/** Which of the passes of a point fail: after `skip` of them, the next `times`. */
export const Arming = z.strictObject({
  point: z.string(),
  action: FailpointAction,
  times: z.int().min(1),
  skip: z.int().min(0).default(0),
});
export type Arming = z.input<typeof Arming>;

/** What a parent says over IPC to a process with failpoints. Each request has a reply, in the order of the requests. */
export const FailpointRequest = z.discriminatedUnion('type', [
  Arming.extend({ type: z.literal('arm-failpoint') }),
  z.strictObject({ type: z.literal('disarm-failpoints') }),
  z.strictObject({ type: z.literal('list-failpoints') }),
]);
export type FailpointRequest = z.input<typeof FailpointRequest>;

/** What the process says. A hit is said before anything comes of it, since there may be no afterwards. */
export const FailpointReport = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('failpoint-hit'), point: z.string(), action: FailpointAction }),
  z.strictObject({ type: z.literal('failpoint-armed'), point: z.string(), isKnown: z.boolean() }),
  z.strictObject({ type: z.literal('failpoints-disarmed') }),
  /** How often each point has been passed since the process has started. */
  z.strictObject({ type: z.literal('failpoints'), passes: z.record(z.string(), z.int()) }),
]);
export type FailpointReport = z.infer<typeof FailpointReport>;
