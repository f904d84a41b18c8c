import pino, { type Logger } from 'pino';

export type { Logger };

const SECRETS = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'secret', 'apiKey'];

/** One JSON line per entry on standard output. Fields that are named like secrets are never written. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  });
}
