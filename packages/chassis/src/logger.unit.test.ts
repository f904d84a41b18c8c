import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What a logger writes of these entries, parsed. */
function written(level: string, log: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  // pino writes through a `process.stdout` that somebody has replaced, so this comes before the logger.
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  log(createLogger('order-service', level));
  vi.restoreAllMocks();
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const CANARY = 'canary-7f3a';
const NAMES = [
  ...['password', 'token', 'accessToken', 'refreshToken', 'deviceToken'],
  ...['authorization', 'cookie', 'secret', 'apiKey'],
];
const SECRETS = Object.fromEntries([...NAMES, 'Authorization', 'set-cookie'].map((name) => [name, CANARY]));

describe('createLogger', () => {
  it('when something is logged, writes one JSON line with service, level and time', () => {
    const [line] = written('info', (logger) => logger.info({ orderId: 'order-1' }, 'placed'));
    expect(line).toMatchObject({ service: 'order-service', level: 'info', orderId: 'order-1', msg: 'placed' });
    expect(new Date(String(line!['time'])).toISOString()).toBe(line!['time']);
  });

  it('when an entry is below the level, writes nothing', () => {
    expect(written('warn', (logger) => logger.info('placed'))).toEqual([]);
  });

  it.each([
    ['on top', SECRETS],
    ['in a request', { request: { headers: SECRETS, method: 'GET' } }],
    ['deep down', { a: { b: { c: { d: SECRETS } } } }],
    ['in a list', { users: [{ id: 1, ...SECRETS }] }],
    ['as lists', Object.fromEntries(NAMES.map((name) => [name, ['a]', CANARY]]))],
    ['as objects', Object.fromEntries(NAMES.map((name) => [name, { text: '}', value: CANARY }]))],
    ['with quotes and backslashes', { password: `\\"${CANARY}\\`, token: `"},{${CANARY}` }],
    ['on an error', { err: Object.assign(new Error('No.'), { config: { headers: SECRETS } }) }],
  ])('when secrets are %s, writes their names and not their values', (_where, entry) => {
    const lines = written('info', (logger) => logger.info({ ...entry, orderId: 'order-1' }, 'said'));
    expect(JSON.stringify(lines)).not.toContain(CANARY);
    expect(lines).toMatchObject([{ orderId: 'order-1', msg: 'said' }]);
  });

  it('when a field only resembles a secret, writes it', () => {
    const fields = { tokenCount: 3, passwordChangedAt: '2026', note: 'the "password": "x"' };
    expect(written('info', (logger) => logger.info(fields))).toMatchObject([fields]);
  });
});
