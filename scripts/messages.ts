import { parseArgs } from 'node:util';
import { DEMO_ADMIN } from '../local/src/platform-plan.ts';
import { ShopClient, ShopRefused } from '../local/src/shop-client.ts';

const USAGE = `npm run messages -- SERVICE [--state parked|dead] [--subject ID]        what a service could not handle, and how much is to come
npm run messages -- SERVICE --redrive [--id ID] [--subject ID] [--dry-run]   has dead letters handled again

--url is the gateway's, http://127.0.0.1:8080 by default. ADMIN_EMAIL and ADMIN_PASSWORD say who asks.`;

const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:8080' },
  state: { type: 'string' },
  id: { type: 'string' },
  subject: { type: 'string' },
  redrive: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

interface Kept {
  readonly id: string;
  readonly state: string;
  readonly type: string | null;
  readonly subject: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

function given() {
  try {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    const [service, ...others] = positionals;
    if (service !== undefined && others.length === 0) return { service, ...values };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  console.error(USAGE);
  process.exit(2);
}

async function run({ service, url, state, id, subject, redrive, 'dry-run': dryRun }: ReturnType<typeof given>) {
  const { ADMIN_EMAIL: email = DEMO_ADMIN.email, ADMIN_PASSWORD: password = DEMO_ADMIN.password } = process.env;
  const shop = new ShopClient(url);
  const token = await shop.logIn(email, password);
  const base = `/v1/admin/messages/${encodeURIComponent(service)}`;
  const only = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  if (redrive) {
    const body = { ...only({ id, subject }), dryRun };
    const { count } = await shop.post<{ count: number }>(`${base}/redrive`, { token, body });
    console.log(dryRun ? `${count} would be redriven` : `${count} redriven`);
    return;
  }
  const query = new URLSearchParams({ limit: '100', ...only({ state, subject }) });
  const { data, count } = await shop.get<{ data: Kept[]; count: number }>(`${base}?${query.toString()}`, { token });
  const { lag } = await shop.get<{ lag: number }>(`/v1/admin/event-lag/${encodeURIComponent(service)}`, { token });
  for (const { id, state, type, subject, attempts, lastError } of data) {
    console.log(
      [id, state, type ?? 'no event', subject, `${attempts} tries`, lastError ?? 'waits its turn'].join('  '),
    );
  }
  const shown = count > data.length ? `, the oldest ${data.length} shown` : '';
  console.log(`${count} kept${shown}; ${lag} to come`);
}

try {
  await run(given());
} catch (error) {
  console.error(error instanceof ShopRefused ? error.message : `The shop cannot be asked: ${String(error)}`);
  process.exit(1);
}
