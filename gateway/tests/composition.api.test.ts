import { readFileSync } from 'node:fs';
import { layFoundation } from '@souk/chassis/service/process-foundation';
import { describe, expect, it } from 'vitest';
import { createContainer } from '../src/composition/container.ts';
import { T } from '../src/composition/tokens.ts';
import { GatewayConfig } from '../src/config.ts';
import { SERVICES } from '../src/domain/access-policy.ts';
import { startGateway } from '../src/service.ts';

const environment = {
  PORT: '0',
  LOG_LEVEL: 'silent',
  JWKS_URL: 'http://127.0.0.1:9/jwks.json',
  ...Object.fromEntries(SERVICES.map((name) => [`${name.toUpperCase().replace('-', '_')}_URL`, 'http://127.0.0.1:9'])),
};

describe('the container', () => {
  it('resolves every token', () => {
    const container = createContainer(layFoundation('gateway', GatewayConfig, { environment }));
    for (const token of Object.values(T)) expect(container.get<unknown>(token)).toBeDefined();
  });
});

describe('the configuration', () => {
  it.each([
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://shop.test/'],
    ['CORS_ORIGINS', 'shop.test'],
    ['TRUST_PROXY', 'true'],
    ['RATE_LIMIT_PER_MINUTE', '-1'],
    ['ORDER_SERVICE_URL', 'ftp://orders'],
    ['ORDER_SERVICE_URL', ''],
    ['READ_TIMEOUT_MS', '0'],
    ['WRITE_TIMEOUT_MS', '60001'],
  ])('when %s is %j, keeps the gateway from starting and names it', async (name, value) => {
    await expect(startGateway({ environment: { ...environment, [name]: value } })).rejects.toThrow(`${name}: `);
  });

  it('is explained in env.template, every variable and no other', () => {
    const template = readFileSync(new URL('../env.template', import.meta.url), 'utf8');
    const names = [...template.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(Object.keys(GatewayConfig.shape).toSorted());
  });
});
