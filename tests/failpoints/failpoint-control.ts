import { FailpointReport, type Arming, type FailpointRequest } from '@souk/chassis/failpoint-messages';
import type { SupervisedProcess } from '@souk/local/process/supervised-process';

type ReportOf<Type extends FailpointReport['type']> = Extract<FailpointReport, { type: Type }>;

export interface Armed {
  readonly hit: Promise<boolean>;
  readonly spent: Promise<boolean>;
}

/** The failpoints of one process of the platform, from outside. */
export class FailpointControl {
  readonly #process: SupervisedProcess;
  readonly #listeners = new Set<(report: FailpointReport) => void>();
  /** What is armed and not spent; each ends it. */
  readonly #armed = new Set<() => void>();

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

  /**
   * Arms a point, once the process is there. Until the first hit it is armed whenever the process has been started again, before
   * that has joined its consumer group; `hit` resolves then, and `spent` when it has failed as often as it was to; with false when
   * it is disarmed before.
   */
  async arm({ point, action, times, skip = 0 }: Arming): Promise<Armed> {
    const [hit, spent] = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()];
    const armed = this.#next('failpoint-armed', (report) => report.point === point);
    const arming = { type: 'arm-failpoint', point, action, times, skip } satisfies FailpointRequest;
    const stopTelling = this.#process.tell(arming);
    let left = times;
    const hear = (said: FailpointReport) => {
      if (said.type !== 'failpoint-hit' || said.point !== point || said.action !== action) return;
      stopTelling();
      hit.resolve(true);
      left--;
      if (left > 0) return;
      spent.resolve(true);
      end();
    };
    const end = () => {
      stopTelling();
      this.#listeners.delete(hear);
      this.#armed.delete(end);
      hit.resolve(false);
      spent.resolve(false);
    };
    this.#listeners.add(hear);
    this.#armed.add(end);
    await armed;
    return { hit: hit.promise, spent: spent.promise };
  }

  async disarm(): Promise<void> {
    for (const end of this.#armed) end();
    await this.#ask({ type: 'disarm-failpoints' }, 'failpoints-disarmed');
  }

  async #ask<Type extends FailpointReport['type']>(request: FailpointRequest, type: Type): Promise<ReportOf<Type>> {
    const answer = this.#next(type);
    const stopTelling = this.#process.tell(request);
    try {
      return await answer;
    } finally {
      stopTelling();
    }
  }

  #next<Type extends FailpointReport['type']>(
    type: Type,
    isIt: (report: ReportOf<Type>) => boolean = () => true,
  ): Promise<ReportOf<Type>> {
    const { promise, resolve } = Promise.withResolvers<ReportOf<Type>>();
    const isOfType = (said: FailpointReport): said is ReportOf<Type> => said.type === type;
    const hear = (said: FailpointReport) => {
      if (!isOfType(said) || !isIt(said)) return;
      this.#listeners.delete(hear);
      resolve(said);
    };
    this.#listeners.add(hear);
    return promise;
  }
}
