import { announceReady } from './announce-ready.ts';
import { Sandbox } from './sandbox.ts';

const { env } = process;

function required(name: string): string {
  const value = env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set. Set it; sandbox/README.md says to what.`);
  return value;
}

const webhook = (name: string) => ({
  webhookUrl: env[`${name}_WEBHOOK_URL`] || null,
  webhookSecret: required(`${name}_WEBHOOK_SECRET`),
  enabledEvents: env[`${name}_WEBHOOK_EVENTS`]?.split(',') ?? null,
});

const sandbox = await Sandbox.start({
  dir: required('SANDBOX_DIR'),
  port: Number(required('SANDBOX_PORT')),
  ...(env['SANDBOX_PUBLIC_URL'] && { publicUrl: env['SANDBOX_PUBLIC_URL'] }),
  stripe: webhook('STRIPE'),
  resend: webhook('RESEND'),
  cloudinary: {
    cloudName: required('CLOUDINARY_CLOUD_NAME'),
    apiKey: required('CLOUDINARY_API_KEY'),
    apiSecret: required('CLOUDINARY_API_SECRET'),
  },
});

announceReady({ port: sandbox.port, stop: () => sandbox.close() });
