import { parseArgs } from 'node:util';

export interface Options {
  /** Where the shop's door is: TCP port of the gateway at 127.0.0.1. The sandbox's pages take the next one. */
  readonly port: number;
  /** Forget all data and start over. */
  readonly reset: boolean;
}

export const DEFAULT_PORT = 8080;

/** @throws Error with one sentence that says what to write instead. */
export function readOptions(args: readonly string[]): Options {
  const values = parsed(args);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_534) {
    throw new Error(`--port ${values.port} is not a port: choose a number from 1024 to 65534.`);
  }
  return { port, reset: values.reset };
}

function parsed(args: readonly string[]): { readonly port: string; readonly reset: boolean } {
  try {
    return parseArgs({
      args: [...args],
      options: { port: { type: 'string', default: String(DEFAULT_PORT) }, reset: { type: 'boolean', default: false } },
    }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node's message goes on with advice that does not apply here.
    const [complaint] = error.message.split(/\.\s/);
    throw new Error(`${complaint ?? ''}: the options are --port <number> and --reset.`, { cause: error });
  }
}
