import { randomUUID } from 'node:crypto';

/** A fresh id such as `pi_5f0c…`; the prefix says what it names. */
export const newId = (prefix: string) => `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 24)}`;

/** Seconds since the epoch: the unit of every time in the Stripe API. */
export const now = () => Math.floor(Date.now() / 1000);

/** The id behind a field that the API gives either as an id or expanded. */
export const idOf = (reference: string | { id: string }) => (typeof reference === 'string' ? reference : reference.id);
