/** Whether a service hangs. */
export interface Pulse {
  /** True from when a service that was doubted did not say that it is alive, until it says so. */
  isLost(): boolean;
  /** The service has not answered in time: is it busy, or does it hang? Whether it is alive; it is asked again until it is. */
  doubt(): Promise<boolean>;
  /** Asks no more. */
  close(): void;
}
