/** What the service needs besides a database, a bus and a provider. */
export const environment = {
  RESEND_API_KEY: 're_sandbox',
  RESEND_WEBHOOK_SECRET: 'whsec_c291ay1ub3RpZmljYXRpb24ta2V5',
  EMAIL_FROM: 'Souk <shop@souk.test>',
  PUBLIC_URL: 'https://souk.test',
  LINK_SECRET: 'a-secret-of-at-least-32-characters!!',
};
