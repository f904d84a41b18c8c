import { createHmac } from 'node:crypto';
import type { Secrets } from '@souk/local/secrets';
import type { ApiRequest } from './api-request.ts';
import type { ApiRoute } from './api-route.ts';
import type { Check } from './census.ts';

type Texts = Readonly<Record<string, string>>;

interface Letter {
  readonly body: string;
  /** In seconds since the epoch. */
  readonly at: number;
  readonly secret: string;
}

interface Provider {
  secret(secrets: Secrets): string;
  /** What it might tell of these things, which has an effect when it is believed. */
  news(things: Texts): object;
  headers(letter: Letter): Texts;
}

/** https://docs.stripe.com/webhooks#verify-manually */
const STRIPE: Provider = {
  secret: ({ stripeWebhookSecret }) => stripeWebhookSecret,
  news: ({ orderId }) => ({
    id: 'evt_forged',
    object: 'event',
    type: 'payment_intent.payment_failed',
    created: now(),
    livemode: false,
    data: {
      object: { object: 'payment_intent', metadata: { orderId }, last_payment_error: { code: 'card_declined' } },
    },
  }),
  headers: ({ body, at, secret }) => {
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return { 'stripe-signature': `t=${at},v1=${signature}` };
  },
};

/** https://docs.svix.com/receiving/verifying-payloads/how-manual */
const RESEND: Provider = {
  secret: ({ resendWebhookSecret }) => resendWebhookSecret,
  news: ({ emailProviderId }) => ({ type: 'email.complained', data: { email_id: emailProviderId } }),
  headers: ({ body, at, secret }) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(`msg_1.${at}.${body}`).digest('base64');
    return { 'svix-id': 'msg_1', 'svix-timestamp': String(at), 'svix-signature': `v1,${signature}` };
  },
};

/** Who calls, by the routes that they call. */
export const PROVIDERS: Readonly<Record<string, Provider>> = {
  'POST /v1/webhooks/stripe': STRIPE,
  'POST /v1/webhooks/resend': RESEND,
};

const JSON_TYPE = { 'content-type': 'application/json' };
const ANOTHER_SECRET = `whsec_${Buffer.from('another secret').toString('base64')}`;
const NONSENSE = ['', 'no JSON', 'null', '[]', '{}', '{"data":null}', '{"type":{"$ne":null}}'];

/** What a provider says of these things, signed by it at this moment. */
export function signedWebhook(right: ApiRequest, things: Texts, secrets: Secrets): ApiRequest {
  return signed(right, JSON.stringify(newsFor(right.route, things)), secrets);
}

/** The same from somebody who does not know the secret, has changed what was said, or says it again much later. */
export function forgedWebhooks(right: ApiRequest, things: Texts, secrets: Secrets): readonly Check[] {
  const provider = providerOf(right.route);
  const secret = provider.secret(secrets);
  const body = JSON.stringify(provider.news(things));
  const signature = provider.headers({ body, at: now(), secret });
  const check = (what: string, headers: object, sent = body): Check => ({
    what,
    request: { ...right, headers: { ...JSON_TYPE, ...headers }, body: sent },
    refusal: { status: [400], code: 'webhook.signature-invalid' },
  });
  return [
    check('no signature', {}),
    ...Object.keys(signature).flatMap((name) => [
      check(`an empty ${name}`, { ...signature, [name]: '' }),
      check(`a made-up ${name}`, { ...signature, [name]: 't=1,v1=00' }),
    ]),
    check('the signature of another secret', provider.headers({ body, at: now(), secret: ANOTHER_SECRET })),
    check('a signature of ten minutes ago', provider.headers({ body, at: now() - 600, secret })),
    check('a changed body', signature, `${body} `),
    check('no body', signature, ''),
    {
      ...check('a body over the limit', signature, JSON.stringify({ unexpected: 'a'.repeat(1024 * 1024) })),
      refusal: { status: [413], code: 'request.too-large' },
    },
  ];
}

/** What no provider says, though it is signed with its secret. */
export function nonsensicalWebhooks(right: ApiRequest, secrets: Secrets): readonly Check[] {
  return NONSENSE.map((body) => ({
    what: `signed nonsense “${body}”`,
    request: signed(right, body, secrets),
    refusal: { status: [400] },
  }));
}

/** The request with this body, signed as its provider signs. */
export function signed(right: ApiRequest, body: string, secrets: Secrets): ApiRequest {
  const provider = providerOf(right.route);
  const signature = provider.headers({ body, at: now(), secret: provider.secret(secrets) });
  return { ...right, body, headers: { ...right.headers, ...JSON_TYPE, ...signature } };
}

/** What the provider of a route might tell of these things. */
export const newsFor = (route: ApiRoute, things: Texts): object => providerOf(route).news(things);

function providerOf({ name }: ApiRoute): Provider {
  const provider = PROVIDERS[name];
  if (provider === undefined) throw new Error(`Say in forged-webhooks.ts who calls ${name}.`);
  return provider;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
