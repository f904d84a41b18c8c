import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { addressesIn, localAddresses } from './evidence/local-addresses.ts';
import { readEvidence } from './evidence/read-evidence.ts';
import { readHistory } from './history/history-file.ts';
import { holds, judgeUntilSettled } from './verdict.ts';
import { verdictTable } from './verdict-table.ts';

const USAGE = `npm run invariants -- [--eventually-within SECONDS] [--history FILE] [--dir FOLDER]
                      [--mongodb URI --brokers HOST:PORT,… --sandbox URL]

Judges the platform that npm start runs in this folder, or that at MONGODB_URI, KAFKA_BROKERS and SANDBOX_URL.
What has to hold only eventually is given a minute. While people shop, something is always in progress: judge when nobody does.`;

const OPTIONS = {
  'eventually-within': { type: 'string', default: '60' },
  history: { type: 'string' },
  dir: { type: 'string', default: '.souk' },
  mongodb: { type: 'string' },
  brokers: { type: 'string' },
  sandbox: { type: 'string' },
} as const;

function given() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const seconds = Number(values['eventually-within']);
    if (Number.isFinite(seconds) && seconds >= 0) return { ...values, seconds };
    console.error('--eventually-within takes a number of seconds.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  console.error(USAGE);
  process.exit(2);
}

async function main(): Promise<boolean> {
  const { seconds, history, dir, mongodb, brokers, sandbox } = given();
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { MONGODB_URI, KAFKA_BROKERS, SANDBOX_URL } = process.env;
  const told = { MONGODB_URI: mongodb ?? MONGODB_URI, KAFKA_BROKERS: brokers ?? KAFKA_BROKERS };
  const addresses = addressesIn(told, sandbox ?? SANDBOX_URL) ?? localAddresses(dir);
  if (addresses === null) {
    throw new Error(`No platform runs in ${dir}: start one with npm start, or say where one is.\n\n${USAGE}`);
  }
  const readHistoryFile = () => (history === undefined ? Promise.resolve([]) : readHistory(history));
  let looks = 0;
  const look = () => {
    if (++looks === 2) console.error(`Something is still in progress; looking again for ${seconds} s at most.`);
    return readEvidence(addresses, readHistoryFile);
  };
  const verdicts = await judgeUntilSettled(look, seconds * 1000);
  console.log(verdictTable(verdicts));
  const broken = verdicts.filter((verdict) => !holds(verdict)).length;
  console.log(`${verdicts.length - broken} passed, ${broken} failed`);
  return broken === 0;
}

main().then(
  (isSound) => process.exit(isSound ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
