import { z } from 'zod';
import { fieldOf, textOf } from '../history/exchange.ts';
import { AcceptedMail, LedgerRows, SessionRow, type StripeEventRow, type StripeLedger } from './provider-rows.ts';

const PAGE = 100;
const ANSWERS_WITHIN_MS = 10_000;

const ListOf = <Schema extends z.ZodType>(item: Schema) => z.object({ data: z.array(item), has_more: z.boolean() });
const MarkedSession = SessionRow.extend({ metadata: z.record(z.string(), z.string()).nullable() });
const StripeEvent = z.object({
  id: z.string(),
  type: z.string(),
  created: z.number(),
  data: z.object({ object: z.looseObject({ id: z.string() }) }),
});

/** What the stand-ins for Stripe and Resend have on their books. @throws Error when the sandbox does not answer as it should. */
export async function readSandbox(
  url: string,
  recipients: readonly string[],
): Promise<{ readonly stripe: StripeLedger; readonly mailbox: readonly AcceptedMail[] }> {
  const ledger = ofThisShop(await ask(url, '/_sandbox/stripe/ledger', LedgerRows));
  const sessions = (await allOf(url, '/v1/checkout/sessions', MarkedSession)).filter(isOurs);
  const events = await allOf(url, '/v1/events', StripeEvent);
  return {
    stripe: { ...ledger, sessions, events: events.map(eventRow) },
    mailbox: await readMailbox(url, recipients),
  };
}

/** Another application uses the account, too, and says so on what it makes. */
const isOurs = ({ metadata }: { readonly metadata: Readonly<Record<string, string>> | null }) =>
  metadata?.['application'] === undefined;

function ofThisShop({ payment_intents, charges, refunds, disputes }: z.output<typeof LedgerRows>) {
  const intents = payment_intents.filter(isOurs);
  const intentIds = new Set(intents.map(({ id }) => id));
  const ours = charges.filter(({ payment_intent }) => intentIds.has(payment_intent));
  const chargeIds = new Set(ours.map(({ id }) => id));
  const isOfThem = ({ charge }: { readonly charge: string }) => chargeIds.has(charge);
  return { intents, charges: ours, refunds: refunds.filter(isOfThem), disputes: disputes.filter(isOfThem) };
}

function eventRow({ data: { object }, ...event }: z.infer<typeof StripeEvent>): StripeEventRow {
  const orderId = textOf(object, 'client_reference_id') ?? textOf(fieldOf(object, 'metadata'), 'orderId');
  return { id: event.id, type: event.type, created: event.created, objectId: object.id, orderId };
}

/** The list of all mails is cut short; what is missing is asked for by its recipients. */
async function readMailbox(url: string, recipients: readonly string[]): Promise<readonly AcceptedMail[]> {
  const Mails = ListOf(AcceptedMail);
  const { data, has_more: isCut } = await ask(url, '/_sandbox/emails', Mails);
  const found = new Map(data.map((mail) => [mail.id, mail]));
  for (const to of isCut ? recipients : []) {
    const query = new URLSearchParams({ to }).toString();
    for (const mail of (await ask(url, `/_sandbox/emails?${query}`, Mails)).data) found.set(mail.id, mail);
  }
  return [...found.values()];
}

async function allOf<Schema extends z.ZodType<{ id: string }>>(
  url: string,
  path: string,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  const found: z.output<Schema>[] = [];
  for (let after: string | undefined; ; after = found.at(-1)?.id) {
    const cursor = after === undefined ? '' : `&starting_after=${after}`;
    const page = await ask(url, `${path}?limit=${PAGE}${cursor}`, ListOf(schema));
    found.push(...page.data);
    if (!page.has_more) return found;
  }
}

async function ask<Schema extends z.ZodType>(url: string, path: string, schema: Schema): Promise<z.output<Schema>> {
  // Any test key opens the sandbox. One of its faults is not to answer.
  const response = await fetch(`${url}${path}`, {
    headers: { authorization: 'Bearer sk_test_invariants' },
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  });
  if (!response.ok) {
    throw new Error(
      `The sandbox answers ${path} with ${response.status}; if its faults are on, switch them off at ${url}/faults.`,
    );
  }
  return schema.parse(await response.json());
}
