/** `credentials`: what an attacker tries passwords and tokens against. `unlimited`: providers and probes. */
export type RateClass = 'credentials' | 'general' | 'unlimited';

export function rateClassOf(method: string, path: string): RateClass {
  if (path.startsWith('/v1/webhooks/') || path.startsWith('/health/')) return 'unlimited';
  return method === 'POST' && path.startsWith('/v1/auth/') ? 'credentials' : 'general';
}
