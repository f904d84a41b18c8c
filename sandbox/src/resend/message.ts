import { ResendError } from './resend-error.ts';

export interface Tag {
  name: string;
  value: string;
}

/** What the inbox shows of an attachment; `bytes` is its decoded size. The content itself is not kept. */
export interface AttachmentSummary {
  filename: string;
  content_type: string | null;
  bytes: number;
}

/** A message that Resend would have accepted. */
export interface Message {
  from: string;
  to: string[];
  cc: string[] | null;
  bcc: string[] | null;
  reply_to: string[] | null;
  subject: string;
  html: string | null;
  text: string | null;
  tags: Tag[];
  headers: Record<string, string>;
  attachments: AttachmentSummary[];
}

type Fields = Record<string, unknown>;

const MAX_RECIPIENTS = 50;
const MAX_ADDRESS_LENGTH = 512;
const ADDRESS = /^[^\s@<>]+@([^\s@<>]+\.[^\s@<>]+)$/;
const TAG_PART = /^[A-Za-z0-9_-]{1,256}$/;
const UNDELIVERABLE_DOMAINS = new Set(['example.com', 'test.com']);
const UNSUPPORTED_FIELDS = ['scheduled_at', 'template', 'topic_id'];

/**
 * Reads the body of `POST /emails` in the order in which Resend checks it.
 * @throws ResendError 422 that names the field
 */
export function parseMessage(body: unknown): Message {
  if (!isFields(body)) throw invalid('The request body must be a JSON object, sent as application/json.');
  for (const field of UNSUPPORTED_FIELDS) {
    if (body[field] !== undefined) throw invalid(`The sandbox does not support \`${field}\`: leave it out.`);
  }
  const to = addresses(body, 'to') ?? missing('to');
  const html = text(body, 'html');
  const plain = text(body, 'text');
  if (!html && !plain) throw invalid('Missing `html` or `text` field.');
  const subject = text(body, 'subject') ?? missing('subject');
  const [from] = addresses(body, 'from') ?? missing('from');
  if (from === undefined) throw invalidAddress('from');
  const cc = addresses(body, 'cc');
  const bcc = addresses(body, 'bcc');
  refuseUndeliverable({ to, cc, bcc });
  return {
    from,
    to,
    cc,
    bcc,
    reply_to: addresses(body, 'reply_to'),
    subject,
    html,
    text: plain,
    tags: list(body, 'tags').map(tag),
    headers: headersOf(body),
    attachments: list(body, 'attachments').map(attachment),
  };
}

/** The bare address in lower case: `Ann <Ann@shop.dev>` gives `ann@shop.dev`. */
export function bareAddress(address: string): string {
  const bracketed = /<([^<>]*)>\s*$/.exec(address);
  return (bracketed?.[1] ?? address).trim().toLowerCase();
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function addresses(body: Fields, field: string): string[] | null {
  const value = body[field] ?? null;
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return null;
  const all: unknown[] = Array.isArray(value) ? value : [value];
  if (all.length > MAX_RECIPIENTS) {
    throw invalid(`Invalid \`${field}\` field. The maximum number of addresses is ${MAX_RECIPIENTS}.`);
  }
  return all.map((address) => {
    if (typeof address !== 'string' || address.length > MAX_ADDRESS_LENGTH || !ADDRESS.test(bareAddress(address))) {
      throw invalidAddress(field);
    }
    return address;
  });
}

/** https://resend.com/docs/knowledge-base/what-email-addresses-to-use-for-testing */
function refuseUndeliverable(recipients: Record<string, string[] | null>): void {
  for (const [field, all] of Object.entries(recipients)) {
    for (const address of all ?? []) {
      const domain = ADDRESS.exec(bareAddress(address))?.[1];
      if (domain === undefined || !UNDELIVERABLE_DOMAINS.has(domain)) continue;
      const advice = `Please use our testing email address instead of domains like \`${domain}\`.`;
      throw invalid(`Invalid \`${field}\` field. ${advice}`);
    }
  }
}

function text(body: Fields, field: string): string | null {
  const value = body[field] ?? null;
  if (value !== null && typeof value !== 'string') throw invalid(`The \`${field}\` field must be a \`string\`.`);
  return value === '' ? null : value;
}

function list(body: Fields, field: string): Fields[] {
  const value = body[field] ?? [];
  if (!Array.isArray(value) || !value.every(isFields)) {
    throw invalid(`The \`${field}\` field must be an array of objects.`);
  }
  return value;
}

function tag({ name, value }: Fields): Tag {
  if (typeof name !== 'string' || typeof value !== 'string' || !TAG_PART.test(name) || !TAG_PART.test(value)) {
    throw invalid('Tags should only contain ASCII letters, numbers, underscores, or dashes.');
  }
  return { name, value };
}

function headersOf(body: Fields): Record<string, string> {
  const value = body['headers'] ?? {};
  if (!isFields(value)) throw invalid('The `headers` field must be an object.');
  return Object.fromEntries(
    Object.entries(value).map(([name, header]) => {
      if (typeof header !== 'string') throw invalid(`The \`headers.${name}\` field must be a \`string\`.`);
      return [name, header];
    }),
  );
}

function attachment({ filename, content, content_type: contentType }: Fields): AttachmentSummary {
  if (typeof filename !== 'string' || typeof content !== 'string') {
    throw new ResendError(422, 'invalid_attachment', 'Attachment must have a `filename` and its `content` in Base64.');
  }
  return {
    filename,
    content_type: typeof contentType === 'string' ? contentType : null,
    bytes: Buffer.byteLength(content, 'base64'),
  };
}

function missing(field: string): never {
  throw new ResendError(422, 'missing_required_field', `Missing \`${field}\` field.`);
}

function invalid(message: string): ResendError {
  return new ResendError(422, 'validation_error', message);
}

function invalidAddress(field: string): ResendError {
  const format = 'The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.';
  return invalid(`Invalid \`${field}\` field. ${format}`);
}
