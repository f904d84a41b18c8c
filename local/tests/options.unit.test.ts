import { describe, expect, it } from 'vitest';
import { readOptions } from '../src/options.ts';

const NOT_A_PORT = (given: string) => `--port ${given} is not a port: choose a number from 1024 to 65534.`;

describe('readOptions', () => {
  it.each([
    { args: [], options: { port: 8080, reset: false } },
    { args: ['--port', '9090'], options: { port: 9090, reset: false } },
    { args: ['--port=1024', '--reset'], options: { port: 1024, reset: true } },
    { args: ['--reset', '--port', '65534'], options: { port: 65534, reset: true } },
  ])('when given $args, gives $options', ({ args, options }) => {
    expect(readOptions(args)).toEqual(options);
  });

  it.each(['1023', '65535', '0', '-1', '8080.5', 'http', ''])(
    'when the port is %j, says which ports there are',
    (port) => {
      expect(() => readOptions([`--port=${port}`])).toThrow(new Error(NOT_A_PORT(port)));
    },
  );

  it.each([
    { args: ['--prot', '9090'], complaint: "Unknown option '--prot'" },
    { args: ['-p', '9090'], complaint: "Unknown option '-p'" },
    { args: ['9090'], complaint: "Unexpected argument '9090'" },
    { args: ['--port'], complaint: "Option '--port <value>' argument missing" },
    { args: ['--port', '--reset'], complaint: "Option '--port' argument is ambiguous" },
    { args: ['--reset=yes'], complaint: "Option '--reset' does not take an argument" },
  ])('when given $args, says in one sentence what the options are', ({ args, complaint }) => {
    expect(() => readOptions(args)).toThrow(new Error(`${complaint}: the options are --port <number> and --reset.`));
  });
});
