/** For those who are thousands of people from one address: what a platform is started with when it must not hold that against them. */
export const NO_LIMITS = {
  RATE_LIMIT_PER_MINUTE: '0',
  AUTH_RATE_LIMIT_PER_MINUTE: '0',
  UNPAID_GUEST_ORDERS_PER_CLIENT: '0',
  UNPAID_GUEST_PIECES_PER_SKU: '0',
  WAITS_PER_CLIENT: '0',
} as const;
