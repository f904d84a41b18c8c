import type { ApiDocument } from '../../application/describe-api/api-document.ts';
import { html, type Html } from '@souk/chassis/html';
import { callersOf } from './operation-view.ts';

/** What holds for every operation, and how to start. */
export function introduction({ info, 'x-unavailable': unavailable }: ApiDocument, origin: string): Html {
  return html`<section class="introduction">
    <h1>${info.title} API <small>${info.version}</small></h1>
    <p>${info.description}</p>
    ${
      unavailable.length > 0 &&
      html`<p class="warning">
        Not all of it is here: ${unavailable.join(', ')} did not answer. Load the page again in a moment.
      </p>`
    }
    <pre tabindex="0"><code>${shell(origin)}</code></pre>
    <dl>
      <dt>Who may call</dt>
      <dd>
        ${['public', 'guest', 'customer', 'admin', 'signed'].map(
          (access) => html`<span class="access ${access}">${callersOf(access)}</span> `,
        )}
        A guest proves a cart with <code>X-Cart-Token</code> and an order with <code>X-Order-Token</code>; both come
        with the reply that created them. Webhooks prove themselves by a signature over their body.
      </dd>
      <dt>Money</dt>
      <dd><code>{ "amount": 1999, "currency": "EUR" }</code>: integers in the currency’s minor unit.</dd>
      <dt>Lists</dt>
      <dd>
        <code>?limit=20</code> gives <code>{ data, count, isCountCapped, limit, offset, next }</code>; go on with
        <code>?cursor=</code> and <code>next</code>. Counting stops at 500.
      </dd>
      <dt>Errors</dt>
      <dd>
        <code>application/problem+json</code> with a stable <code>code</code>, <code>errors</code> with JSON pointers,
        and the <code>requestId</code> to quote. <code>x-problems</code> of
        <a href="/v1/openapi.json">the document</a> lists every code with the fields that it adds;
        <code>required</code> names those that are always there.
      </dd>
      <dt>Trying again</dt>
      <dd>
        Where an <code>Idempotency-Key</code> is taken, the same key and body get the same reply. After 429 and 503 wait
        as long as <code>Retry-After</code> says.
      </dd>
    </dl>
  </section>`;
}

const shell = (origin: string): string =>
  [
    `export SOUK=${origin}`,
    `export TOKEN=$(curl -s "$SOUK/v1/auth/login" -H 'Content-Type: application/json' \\`,
    `  -d '{"email":"…","password":"…"}' | jq -r .accessToken)`,
  ].join('\n');
