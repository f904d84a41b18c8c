import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationIsInvalid, ProcessConfig, readConfig, ServiceConfig, ShopCurrency } from './config.ts';

const environment = {
  PORT: '8080',
  JWKS_URL: 'http://127.0.0.1:4001/.well-known/jwks.json',
  MONGODB_URI: 'mongodb://127.0.0.1:27017',
  KAFKA_BROKERS: 'kafka-1:9092,kafka-2:9092',
};

const problemsOf = (given: Readonly<Record<string, string | undefined>>): string => {
  try {
    readConfig('order-service', ServiceConfig, given);
  } catch (error) {
    if (error instanceof ConfigurationIsInvalid) return error.message;
    throw error;
  }
  return expect.unreachable('The configuration was taken.');
};

describe('readConfig', () => {
  it('when every variable is right, gives typed values and defaults, and nothing of the rest', () => {
    expect(readConfig('order-service', ServiceConfig, { ...environment, HOME: '/root' })).toEqual({
      ...environment,
      PORT: 8080,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
    });
  });

  it('when several variables are wrong or missing, names each of them at once', () => {
    const message = problemsOf({ PORT: '70000', LOG_LEVEL: 'loud', JWKS_URL: 'keys', KAFKA_BROKERS: 'kafka' });
    expect(message.split('\n')).toEqual([
      'order-service cannot start. Fix these environment variables (see env.template):',
      expect.stringMatching(/^ {2}PORT: .*65535/),
      expect.stringMatching(/^ {2}LOG_LEVEL: /),
      expect.stringMatching(/^ {2}JWKS_URL: /),
      '  MONGODB_URI: is missing',
      '  KAFKA_BROKERS: must be host:port[,host:port…]',
    ]);
  });

  it('when a value is wrong, does not repeat it: it may be a secret in the wrong place', () => {
    const canary = 'canary-7f3a';
    const wrong = Object.fromEntries(Object.keys(ServiceConfig.shape).map((name) => [name, canary]));
    const message = problemsOf({ ...wrong, HOST: '' });
    for (const name of ['PORT', 'LOG_LEVEL', 'JWKS_URL', 'MONGODB_URI', 'KAFKA_BROKERS']) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain(canary);
  });

  it('when a variable is empty, takes it for not set', () => {
    expect(problemsOf({ ...environment, MONGODB_URI: '' })).toContain('MONGODB_URI: is missing');
    expect(readConfig('x', ProcessConfig, { ...environment, LOG_LEVEL: '' }).LOG_LEVEL).toBe('info');
  });

  it('when a rule about several variables is broken, says which', () => {
    const schema = z
      .object({ SANDBOX: z.string().optional(), KEY: z.string().optional() })
      .refine(({ SANDBOX, KEY }) => SANDBOX !== undefined || KEY !== undefined, 'SANDBOX or KEY must be set');
    expect(() => readConfig('x', schema, {})).toThrow('SANDBOX or KEY must be set');
  });

  it.each(['http://x', 'localhost:27017', 'mongodb:/x'])('when the database is at %s, refuses', (MONGODB_URI) => {
    expect(problemsOf({ ...environment, MONGODB_URI })).toContain('MONGODB_URI: must start with mongodb://');
  });
});

describe('the currency of the shop', () => {
  const read = (code: string) =>
    readConfig('cart-service', z.object({ SHOP_CURRENCY: ShopCurrency }), { SHOP_CURRENCY: code });

  it.each([
    ['', 'EUR'],
    ['JPY', 'JPY'],
  ])('when %o, is %s', (code, currency) => {
    expect(read(code)).toEqual({ SHOP_CURRENCY: currency });
  });

  it.each(['eur', 'EUX', 'EURO', 'IRR', 'KPW', 'SYP', 'XDR'])(
    'when %o, is refused: nothing could be paid in it',
    (code) => {
      expect(() => read(code)).toThrow(
        'SHOP_CURRENCY: must be the ISO 4217 code, such as EUR, of a currency that Stripe charges',
      );
    },
  );
});
