import type { Verification } from './user-state.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const VERIFICATION_LIFETIME_MS = DAY;
/** Anybody can ask for a link to anybody's mailbox, so there are only so many. */
export const MOST_LINKS_AN_HOUR = 5;
export const MOST_LINKS_A_DAY = 10;

/** A link that is asked for now. */
export const verificationFrom = (id: string, at: Date): Verification => ({
  id,
  expiresAt: new Date(at.getTime() + VERIFICATION_LIFETIME_MS),
});

/** Those of the moments that count still. */
export const recently = (moments: readonly Date[], at: Date): readonly Date[] => within(DAY, moments, at);

/** Whether another link may be sent, after those that were asked for at these times. */
export const mayAskForLink = (moments: readonly Date[], at: Date): boolean =>
  within(HOUR, moments, at).length < MOST_LINKS_AN_HOUR && within(DAY, moments, at).length < MOST_LINKS_A_DAY;

/** Milliseconds since the last link was asked for. */
export const sinceLastLink = (moments: readonly Date[], at: Date): number =>
  at.getTime() - (moments.at(-1)?.getTime() ?? -Infinity);

const within = (milliseconds: number, moments: readonly Date[], at: Date): readonly Date[] =>
  moments.filter((moment) => at.getTime() - moment.getTime() < milliseconds);
