import { announceReady } from './announce-ready.ts';
import { Sandbox } from './sandbox.ts';

const { env } = process;

function required(name: string): string {
  const value = env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set. Set it; sandbox/README.md says to what.`);
  return value;
}

function wholeNumber(name: string): number {
  const value = Number(required(name));
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${name} is not a whole number. Set it to 0 or more, or leave it out.`);
}

const neighbourEvery = (every: number) => (every === 0 ? null : { every, seed: 1 });

const webhook = (name: string) => ({
  webhookUrl: env[`${name}_WEBHOOK_URL`] || null,
  webhookSecret: required(`${name}_WEBHOOK_SECRET`),
  enabledEvents: env[`${name}_WEBHOOK_EVENTS`]?.split(',') ?? null,
});

const sandbox = await Sandbox.start({
  dir: required('SANDBOX_DIR'),
  ...(env['SANDBOX_HOST'] && { host: env['SANDBOX_HOST'] }),
  port: Number(required('SANDBOX_PORT')),
  ...(env['SANDBOX_PUBLIC_URL'] && { publicUrl: env['SANDBOX_PUBLIC_URL'] }),
  ...(env['SANDBOX_SETTLE_AFTER_MS'] && { settleAfterMs: wholeNumber('SANDBOX_SETTLE_AFTER_MS') }),
  neighbour: env['SANDBOX_NEIGHBOUR_EVERY']
    ? neighbourEvery(wholeNumber('SANDBOX_NEIGHBOUR_EVERY'))
    : neighbourEvery(25),
  stripe: webhook('STRIPE'),
  resend: webhook('RESEND'),
  cloudinary: {
    cloudName: required('CLOUDINARY_CLOUD_NAME'),
    apiKey: required('CLOUDINARY_API_KEY'),
    apiSecret: required('CLOUDINARY_API_SECRET'),
  },
});

announceReady({ port: sandbox.port, stop: () => sandbox.close() });
