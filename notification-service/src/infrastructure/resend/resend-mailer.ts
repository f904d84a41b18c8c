import { Resend } from 'resend';
import type { Mailer, MailerAnswer, Message } from '../../application/ports/mailer.ts';

const DEADLINE_MS = 10_000;

/** Refusals that stay refusals however often they are tried. */
const FINAL = new Set([
  'validation_error',
  'missing_required_field',
  'invalid_parameter',
  'invalid_from_address',
  'invalid_attachment',
  'security_error',
]);

/** Sends through Resend. The SDK answers with an error instead of throwing, and neither retries nor times out by itself. */
export class ResendMailer implements Mailer {
  readonly #resend: Resend;
  readonly #from: string;

  constructor({ apiKey, baseUrl, from }: { apiKey: string; baseUrl: string | undefined; from: string }) {
    this.#resend = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl });
    this.#from = from;
  }

  async send(message: Message, key: string): Promise<MailerAnswer> {
    const { data, error } = await this.#resend.emails.send(
      { from: this.#from, ...message },
      { idempotencyKey: key, signal: AbortSignal.timeout(DEADLINE_MS) },
    );
    if (error === null) return { outcome: 'sent', providerId: data.id };
    // The key has been used: an earlier try got through although its answer did not, with words of an older template.
    if (error.name === 'invalid_idempotent_request') return { outcome: 'sent', providerId: null };
    return { outcome: FINAL.has(error.name) ? 'refused' : 'unavailable', error: `${error.name}: ${error.message}` };
  }
}
