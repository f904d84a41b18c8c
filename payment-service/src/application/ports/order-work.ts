/** What remains to be done for orders: for one order one thing after the other, for different orders at the same time. */
export interface OrderWork {
  /**
   * Does it when it is its turn, in this process. A failure is logged and nothing else: sweeps find what a failure or a crash
   * leaves. `causedBy` becomes the cause of the events that follow; by default the current message or request.
   */
  start(orderId: string, work: () => Promise<void>, causedBy?: string): void;
  /** Whether something is being done or waiting to be done for an order in this process. */
  isBusy(orderId: string): boolean;
  /** Resolves when nothing is being done or waiting to be done. */
  settled(): Promise<void>;
}
