/** Code points, after normalisation. */
export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 128;

/**
 * A password as it is hashed and measured: systems type the same characters in different ways, composed or not, wide or not
 * (https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver).
 */
export const normalizedPassword = (typed: string): string => typed.normalize('NFKC');

/** Whether somebody may choose this password. */
export function isPassword(typed: string): boolean {
  const { length } = Array.from(normalizedPassword(typed));
  return length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD;
}
