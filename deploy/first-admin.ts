export interface Admin {
  readonly email: string;
  readonly password: string;
}

/**
 * The admin that a shop begins with. An account that exists keeps its password, so whoever looks for it here is to find that
 * one, whatever the operator has set since.
 */
export function firstAdmin(
  known: readonly Admin[],
  { ADMIN_EMAIL, ADMIN_PASSWORD }: Readonly<Record<string, string | undefined>>,
  madeUp: string,
): Admin {
  const email = (ADMIN_EMAIL || 'admin@souk.local').toLowerCase();
  return known.find((admin) => admin.email === email) ?? { email, password: ADMIN_PASSWORD || madeUp };
}
