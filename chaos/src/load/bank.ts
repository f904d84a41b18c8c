import { z } from 'zod';

const Ledger = z.object({ disputes: z.array(z.object({ id: z.string(), status: z.string() })) });

const PATIENCE_MS = 5_000;

/** What happens to money without the shop or the shopper: time passes, and banks decide. Nobody's client does it, so no history has it. */
export class Bank {
  readonly #sandboxUrl: string;

  constructor(sandboxUrl: string) {
    this.#sandboxUrl = sandboxUrl;
  }

  /** As if the session's time were over. */
  async expire(checkoutUrl: string): Promise<void> {
    await this.#ask('POST', `sessions/${new URL(checkoutUrl).pathname.split('/').at(-1) ?? ''}/expire`);
  }

  /** Decides the oldest dispute that is open. */
  async decide(status: 'won' | 'lost'): Promise<void> {
    const ledger = Ledger.safeParse(await this.#ask('GET', 'ledger'));
    const open = ledger.data?.disputes.find((dispute) => dispute.status === 'needs_response');
    if (open !== undefined) await this.#ask('POST', `disputes/${open.id}/close`, JSON.stringify({ status }));
  }

  /** Null when the sandbox is down or stopped: then nothing happens this time. */
  async #ask(method: string, path: string, body?: string): Promise<unknown> {
    try {
      const response = await fetch(`${this.#sandboxUrl}/_sandbox/stripe/${path}`, {
        method,
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
      });
      return await response.json();
    } catch (error) {
      if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException) return null;
      throw error;
    }
  }
}
