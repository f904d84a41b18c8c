import { expect, it } from 'vitest';
import { welcomeTable } from '../src/welcome-table.ts';

const platform = {
  url: 'http://127.0.0.1:8080',
  sandboxUrl: 'http://127.0.0.1:8081',
  logs: '/shop/.souk/logs',
  ports: { gateway: 8080 },
  processes: [{ name: 'database' }, { name: 'sandbox' }, { name: 'gateway' }],
};

it('shows in two columns where things are and how to log in', () => {
  expect(welcomeTable(platform, 4.25).split('\n')).toEqual([
    '',
    'Souk is ready (4.3 s).',
    '',
    '  Shop API                http://127.0.0.1:8080/v1/products',
    '  API documentation       http://127.0.0.1:8080/docs',
    '  Health of all services  http://127.0.0.1:8080/health/services',
    '  Payments (sandbox)      http://127.0.0.1:8081/',
    '  Mailbox (sandbox)       http://127.0.0.1:8081/inbox',
    '  Log in as admin         admin@souk.local / admin-of-the-souk',
    '  Log in as shopper       amira@souk.local / amira-loves-tea',
    '  Log in as shopper       yusuf@souk.local / yusuf-loves-lamps',
    '  Logs                    /shop/.souk/logs',
    '',
    '  Buy something: npm run demo     Stop: Ctrl-C',
    '',
  ]);
});

it('when no sandbox runs, does not show its pages', () => {
  expect(welcomeTable({ ...platform, processes: [{ name: 'gateway' }] }, 1)).not.toContain('andbox');
});

it('when the shop has another port, tells the demo', () => {
  expect(welcomeTable({ ...platform, ports: { gateway: 9090 } }, 1)).toContain('npm run demo -- --port 9090 ');
});
