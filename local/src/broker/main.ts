import { announceReady } from '../process/announce-ready.ts';
import { Broker } from './broker.ts';
import { readConfig } from './config.ts';

const broker = await Broker.start(readConfig(process.env));

announceReady({ port: broker.port, stop: () => broker.close() });
