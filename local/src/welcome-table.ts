import { DEMO_SHOPPERS } from './demo-data/demo-accounts.ts';
import { DEFAULT_PORT } from './options.ts';
import { DEMO_ADMIN, type Ports } from './platform-plan.ts';

export interface RunningPlatform {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly logs: string;
  readonly ports: Pick<Ports, 'gateway'>;
  readonly processes: readonly { readonly name: string }[];
}

/** What a person wants to know once the platform is up: where things are and how to log in. */
export function welcomeTable({ url, sandboxUrl, logs, ports, processes }: RunningPlatform, seconds: number): string {
  const hasSandbox = processes.some(({ name }) => name === 'sandbox');
  const rows: readonly (readonly [string, string])[] = [
    ['Shop API', `${url}/v1/products`],
    ['API documentation', `${url}/docs`],
    ['Health of all services', `${url}/health/services`],
    ...(hasSandbox
      ? ([
          ['Payments (sandbox)', `${sandboxUrl}/`],
          ['Mailbox (sandbox)', `${sandboxUrl}/inbox`],
        ] as const)
      : []),
    ['Log in as admin', `${DEMO_ADMIN.email} / ${DEMO_ADMIN.password}`],
    ...DEMO_SHOPPERS.map(({ email, password }) => ['Log in as shopper', `${email} / ${password}`] as const),
    ['Logs', logs],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const demo = ports.gateway === DEFAULT_PORT ? 'npm run demo' : `npm run demo -- --port ${ports.gateway}`;
  return [
    '',
    `Souk is ready (${seconds.toFixed(1)} s).`,
    '',
    ...lines,
    '',
    `  Buy something: ${demo}     Stop: Ctrl-C`,
    '',
  ].join('\n');
}
