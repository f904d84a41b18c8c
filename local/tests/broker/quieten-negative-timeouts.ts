/**
 * kafkajs 2.2.4 starts timers with a negative delay, of which Node 24 warns once per process:
 * https://github.com/tulios/kafkajs/blob/v2.2.4/src/network/requestQueue/index.js#L291
 * Every other warning is passed on.
 */
export function quietenNegativeTimeouts(): void {
  const emitWarning = process.emitWarning.bind(process) as (...parameters: unknown[]) => void;
  process.emitWarning = (...parameters: unknown[]) => {
    if (parameters[1] !== 'TimeoutNegativeWarning') emitWarning(...parameters);
  };
}
