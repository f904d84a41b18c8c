import { invariant, look, sumOf, when, type Invariant } from './invariant.ts';

const SENT = ['sent', 'delivered', 'bounced', 'complained'];

export const MAIL: readonly Invariant[] = [
  invariant(
    { number: 18, kind: 'eventually', statement: 'at most one accepted mail per event and template' },
    // A mail's id is made of the event and the template, and a row knows the mail that the provider accepted for it last. So a
    // recipient has as many mails as there are rows, and more only where an admin has had one sent again.
    look(
      'recipients',
      ({ mailbox, emails }) => [
        ...new Set([...mailbox.flatMap(({ to }) => to), ...emails.map(({ to }) => to)].map(lowerCase)),
      ],
      ({ mailbox, emails }) => {
        const accepted = Map.groupBy(
          mailbox.flatMap(({ id, to }) => to.map((one) => ({ id, to: lowerCase(one) }))),
          ({ to }) => to,
        );
        const owed = Map.groupBy(emails, ({ to }) => lowerCase(to));
        return (recipient) => {
          const rows = (owed.get(recipient) ?? []).filter(({ status }) => SENT.includes(status));
          const known = new Set(rows.map(({ providerId }) => providerId));
          const unknown = (accepted.get(recipient) ?? []).filter(({ id }) => !known.has(id));
          const allowed = sumOf(rows.map(({ round, providerId }) => round - (providerId === null ? 0 : 1)));
          const ids = unknown.map(({ id }) => id).join(', ');
          return when(unknown.length > allowed, () => `${recipient} got ${ids}, which no event asked for.`);
        };
      },
    ),
    look(
      'mails that were sent',
      ({ emails }) => emails.filter(({ status, providerId }) => SENT.includes(status) && providerId !== null),
      ({ mailbox, emails }) => {
        const accepted = new Set(mailbox.map(({ id }) => id));
        const claims = Map.groupBy(emails, ({ providerId }) => providerId);
        return ({ id, providerId }) => [
          ...when(
            !accepted.has(providerId ?? ''),
            () => `Mail ${id} is noted as sent, but ${providerId ?? ''} was never accepted.`,
          ),
          ...when(
            claims.get(providerId)?.[0]?.id !== id,
            () => `Mail ${id} is the same one as ${claims.get(providerId)?.[0]?.id ?? ''}.`,
          ),
        ];
      },
    ),
  ),
];

const lowerCase = (address: string): string => address.toLowerCase();
