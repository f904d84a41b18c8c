/** What nobody must find in a log, each with the word `canary` in it; and the ids that may be there. */
export const canaries = {
  typed: 'canary-that-somebody-typed',
  shopper: { email: 'canary-of-an-address@souk.test', orderId: '0197a1b2-0000-7000-8000-0000000000a1' },
  refused: { email: 'canary-of-a-refused-address@example.com', orderId: '0197a1b2-0000-7000-8000-0000000000a2' },
  secrets: {
    RESEND_API_KEY: 're_canary-of-the-key',
    RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from('canary-of-the-webhook').toString('base64')}`,
    LINK_SECRET: 'canary-of-the-links-in-32-characters',
  },
} as const;
