/** Whether a service hangs. */
export interface Pulse {
  /** True from when a service that was doubted did not say that it is alive, until it says so. */
  isLost(): boolean;
  /** The service has not answered in time: one slow route, or does it hang? */
  doubt(): void;
  /** Asks no more. */
  close(): void;
}
