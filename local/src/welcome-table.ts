import { DEMO_ADMIN } from './platform-plan.ts';
import type { Platform } from './platform.ts';
import { DEMO_SHOPPERS } from './demo-data/demo-accounts.ts';

/** What a person wants to know once the platform is up: where things are and how to log in. */
export function welcomeTable(platform: Platform, seconds: number): string {
  const hasSandbox = platform.processes.some(({ name }) => name === 'sandbox');
  const rows: readonly (readonly [string, string])[] = [
    ['Shop API', `${platform.url}/v1/products`],
    ['API documentation', `${platform.url}/docs`],
    ['Health of all services', `${platform.url}/health/ready`],
    ...(hasSandbox
      ? ([
          ['Payments (sandbox)', `${platform.sandboxUrl}/`],
          ['Mailbox (sandbox)', `${platform.sandboxUrl}/inbox`],
        ] as const)
      : []),
    ['Log in as admin', `${DEMO_ADMIN.email} / ${DEMO_ADMIN.password}`],
    ...DEMO_SHOPPERS.map(({ email, password }) => ['Log in as shopper', `${email} / ${password}`] as const),
    ['Logs', platform.logs],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return [
    '',
    `Souk is ready (${seconds.toFixed(1)} s).`,
    '',
    ...lines,
    '',
    '  Buy something: npm run demo     Stop: Ctrl-C',
    '',
  ].join('\n');
}
