import { onTestFinished } from 'vitest';
import { Broker, type BrokerOptions } from '../../src/broker/broker.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A broker in this process, on a free port and a folder of its own, closed when the running test ends. */
export async function startBroker(options: Partial<BrokerOptions> = {}): Promise<{ broker: Broker; dir: string }> {
  const dir = options.dir ?? temporaryFolder();
  const broker = await Broker.start({ port: 0, ...options, dir });
  onTestFinished(() => broker.close());
  return { broker, dir };
}
