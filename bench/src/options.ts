import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Beginnings of the names of the rows to measure; none: all. */
  readonly only: readonly string[];
  /** Where the results go as JSON. */
  readonly json: string;
  readonly seed: number;
  /** Of each measurement. */
  readonly seconds: number;
  /** How many products and orders there are, growing. */
  readonly sizes: readonly number[];
  /** How many want something of which there are so many. */
  readonly rushes: readonly Rush[];
}

export interface Rush {
  readonly buyers: number;
  readonly pieces: number;
}

/** `--only list,search --sizes 1000,100000 --seconds 4 --seed 7 --rushes 200:50 --json before.json` */
export function optionsOf(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      json: { type: 'string', default: '.cache/bench/latest.json' },
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string', default: process.env['BENCH_SECONDS'] ?? '6' },
      sizes: { type: 'string', default: '1000,10000,100000' },
      rushes: { type: 'string', default: '200:50,5000:1000' },
    },
  });
  const numbers = (text: string) => text.split(',').map(Number);
  return {
    only: values.only.split(',').filter((name) => name !== ''),
    json: values.json,
    seed: Number(values.seed),
    seconds: Number(values.seconds),
    sizes: numbers(values.sizes).sort((a, b) => a - b),
    rushes: values.rushes.split(',').map((rush) => {
      const [buyers = 0, pieces = 0] = rush.split(':').map(Number);
      return { buyers, pieces };
    }),
  };
}
