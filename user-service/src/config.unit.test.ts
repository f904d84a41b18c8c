import { readConfig } from '@souk/chassis/config';
import { describe, expect, it } from 'vitest';
import { environmentFor, newSigningKey } from '../tests/an-environment.ts';
import { UserServiceConfig } from './config.ts';

const environment = environmentFor('mongodb://127.0.0.1:9');
const read = (overrides: Readonly<Record<string, string>>) =>
  readConfig('user-service', UserServiceConfig, { ...environment, ...overrides });

const { d, ...publicOnly } = newSigningKey('a');

describe('the configuration', () => {
  it('when complete, holds the signing keys in their order', () => {
    expect(read({}).JWT_SIGNING_KEYS.map(({ kid }) => kid)).toEqual(['current', 'former']);
    expect(read({}).HASH_CONCURRENCY).toBe(2);
  });

  it.each([
    ['no JSON', `{${d ?? ''}`],
    ['no key', '[]'],
    ['a public key', JSON.stringify([publicOnly])],
    ['a key without kid', JSON.stringify([{ ...newSigningKey('a'), kid: undefined }])],
    ['two keys with one kid', JSON.stringify([newSigningKey('a'), newSigningKey('a')])],
    ['a key of another curve', JSON.stringify([{ ...newSigningKey('a'), crv: 'P-384' }])],
  ])('when the signing keys are %s, names the variable and no value', (_what, keys) => {
    expect(() => read({ JWT_SIGNING_KEYS: keys })).toThrow(
      /^user-service cannot start.*\n {2}JWT_SIGNING_KEYS: must be a JSON array[^{]*$/,
    );
  });

  it.each([
    ['LINK_SECRET', { LINK_SECRET: 'short' }],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: '' }],
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: '' }],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'short' }],
    ['PUBLIC_URL', { PUBLIC_URL: '' }],
    ['HASH_CONCURRENCY', { HASH_CONCURRENCY: '0' }],
  ])('when %s is wrong, refuses %j', (name, wrong) => {
    expect(() => read(wrong)).toThrow(new RegExp(`\\n  ${name}: `));
  });

  it('when there is to be no first admin, needs neither of its variables', () => {
    expect(read({ ADMIN_EMAIL: '', ADMIN_PASSWORD: '' }).ADMIN_EMAIL).toBeUndefined();
  });
});
