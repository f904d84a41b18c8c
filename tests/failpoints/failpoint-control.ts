import { setTimeout as delay } from 'node:timers/promises';
import { FailpointReport, type Arming, type FailpointRequest } from '@souk/chassis/failpoint-messages';
import type { SupervisedProcess } from '@souk/local/process/supervised-process';

type ReportOf<Type extends FailpointReport['type']> = Extract<FailpointReport, { type: Type }>;

const LOOK_AGAIN_MS = 100;

/** The failpoints of one process of the platform, from outside. */
export class FailpointControl {
  readonly #process: SupervisedProcess;
  readonly #listeners = new Set<(report: FailpointReport) => void>();

  constructor(process: SupervisedProcess) {
    this.#process = process;
    process.listen((message) => {
      const { data: report } = FailpointReport.safeParse(message);
      if (report !== undefined) for (const hear of this.#listeners) hear(report);
    });
  }

  /** How often each point was passed since the process has started. */
  async passes(): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask({ type: 'list-failpoints' }, 'failpoints')).passes;
  }

  /** Arms a point, once it is there; `hit` resolves at the first hit. */
  async arm(arming: Arming): Promise<{ readonly hit: Promise<unknown> }> {
    const hit = this.#next('failpoint-hit', ({ point, action }) => point === arming.point && action === arming.action);
    await this.#ask({ type: 'arm-failpoint', ...arming }, 'failpoint-armed');
    return { hit };
  }

  async disarm(): Promise<void> {
    await this.#ask({ type: 'disarm-failpoints' }, 'failpoints-disarmed');
  }

  async #ask<Type extends FailpointReport['type']>(request: FailpointRequest, type: Type): Promise<ReportOf<Type>> {
    for (;;) {
      await this.#process.ready();
      const { pid } = this.#process;
      const answered = this.#next(type);
      this.#process.send(request);
      // One that has died meanwhile does not answer; the one that comes after it is asked then.
      while (this.#process.pid === pid) {
        const answer = await Promise.race([answered, delay(LOOK_AGAIN_MS, null)]);
        if (answer !== null) return answer;
      }
    }
  }

  #next<Type extends FailpointReport['type']>(
    type: Type,
    isIt: (report: ReportOf<Type>) => boolean = () => true,
  ): Promise<ReportOf<Type>> {
    const { promise, resolve } = Promise.withResolvers<ReportOf<Type>>();
    const isOfType = (report: FailpointReport): report is ReportOf<Type> => report.type === type;
    const hear = (report: FailpointReport) => {
      if (!isOfType(report) || !isIt(report)) return;
      this.#listeners.delete(hear);
      resolve(report);
    };
    this.#listeners.add(hear);
    return promise;
  }
}
