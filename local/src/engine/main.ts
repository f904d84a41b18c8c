import path from 'node:path';
import { announceReady } from '../process/announce-ready.ts';
import { listen } from './engine-listener.ts';
import { openEngine } from './open-engine.ts';

const { ENGINE_DIR, ENGINE_PORT = '0', ENGINE_CACHE_DIR, ENGINE_CACHE_MB = '128' } = process.env;

try {
  if (ENGINE_DIR === undefined) throw new Error('ENGINE_DIR is not set: name the folder that holds the data.');
  const engine = await openEngine({
    dir: path.resolve(ENGINE_DIR),
    cacheFolder: ENGINE_CACHE_DIR,
    cacheMegabytes: wholeNumber('ENGINE_CACHE_MB', ENGINE_CACHE_MB, { from: 16, to: 65_536 }),
  });
  const listener = await listen({
    engine,
    port: wholeNumber('ENGINE_PORT', ENGINE_PORT, { from: 0, to: 65_535 }),
    onRefused: (reason) => console.error(`A connection was closed: ${reason.message}`),
  });
  announceReady({
    port: listener.port,
    stop: async () => {
      await listener.close();
      await engine.close();
    },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function wholeNumber(name: string, text: string, { from, to }: { from: number; to: number }): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new Error(`${name} is '${text}': set it to a whole number from ${from} to ${to}.`);
}
