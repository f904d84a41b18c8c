import { FailpointReport, type Arming, type FailpointRequest } from '@souk/chassis/failpoint-messages';
import type { SupervisedProcess } from '@souk/local/process/supervised-process';

type ReportOf<Type extends FailpointReport['type']> = Extract<FailpointReport, { type: Type }>;

/** The failpoints of one process of the platform, from outside. */
export class FailpointControl {
  readonly #process: SupervisedProcess;
  readonly #listeners = new Set<(report: FailpointReport) => void>();
  /** What is armed and was not hit; each ends it. */
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
   * that has joined its consumer group; `hit` resolves then.
   */
  async arm(arming: Arming): Promise<{ readonly hit: Promise<unknown> }> {
    const { point, action } = arming;
    const hit = this.#next('failpoint-hit', (report) => report.point === point && report.action === action);
    const armed = this.#next('failpoint-armed', (report) => report.point === point);
    const stopTelling = this.#process.tell({ type: 'arm-failpoint', ...arming } satisfies FailpointRequest);
    const end = () => {
      stopTelling();
      hit.ignore();
      this.#armed.delete(end);
    };
    this.#armed.add(end);
    await armed.report;
    return { hit: hit.report.finally(end) };
  }

  async disarm(): Promise<void> {
    for (const end of this.#armed) end();
    await this.#ask({ type: 'disarm-failpoints' }, 'failpoints-disarmed');
  }

  async #ask<Type extends FailpointReport['type']>(request: FailpointRequest, type: Type): Promise<ReportOf<Type>> {
    const answer = this.#next(type);
    const stopTelling = this.#process.tell(request);
    try {
      return await answer.report;
    } finally {
      stopTelling();
    }
  }

  #next<Type extends FailpointReport['type']>(type: Type, isIt: (report: ReportOf<Type>) => boolean = () => true) {
    const { promise: report, resolve } = Promise.withResolvers<ReportOf<Type>>();
    const isOfType = (said: FailpointReport): said is ReportOf<Type> => said.type === type;
    const hear = (said: FailpointReport) => {
      if (!isOfType(said) || !isIt(said)) return;
      this.#listeners.delete(hear);
      resolve(said);
    };
    this.#listeners.add(hear);
    return { report, ignore: () => this.#listeners.delete(hear) };
  }
}
