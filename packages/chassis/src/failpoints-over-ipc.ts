import { FailpointRequest, type FailpointReport } from './failpoint-messages.ts';
import { ArmableFailpoints, type Failpoints } from './failpoints.ts';

/** Failpoints that the parent of this process arms, and nobody else can: a request cannot come over the network. */
export function failpointsOverIpc(): Failpoints {
  const report = (said: FailpointReport) => {
    // Written at once, so that it gets through although the process may be gone the moment after. A parent that is gone does not mind.
    process.send?.(said, undefined, undefined, () => undefined);
  };
  const failpoints = new ArmableFailpoints({
    onHit: (hit) => report({ type: 'failpoint-hit', ...hit }),
    kill: () => process.kill(process.pid, 'SIGKILL'),
  });
  process.on('message', (message) => {
    const { data: request } = FailpointRequest.safeParse(message);
    if (request === undefined) return;
    if (request.type === 'arm-failpoint') {
      const { type, ...arming } = request;
      report({ type: 'failpoint-armed', point: arming.point, isKnown: failpoints.arm(arming) });
    } else if (request.type === 'disarm-failpoints') {
      failpoints.disarm();
      report({ type: 'failpoints-disarmed' });
    } else {
      report({ type: 'failpoints', passes: Object.fromEntries(failpoints.passes) });
    }
  });
  return failpoints;
}
