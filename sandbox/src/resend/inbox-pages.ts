import { html, type Html } from '../pages/html.ts';
import type { Email } from './mailbox.ts';
import type { RefusedEmail } from './refusals.ts';

interface InboxList {
  emails: Email[];
  /** How many match, of which `emails` are the newest. */
  total: number;
  /** The recipient searched for, or an empty string. */
  to: string;
  /** What was refused and goes to nobody. */
  refused: RefusedEmail[];
}

export function inboxPage({ emails, total, to, refused }: InboxList): Html {
  const count = `${total === 0 ? 'No' : total} message${total === 1 ? '' : 's'}`;
  const shown = emails.length < total ? `The newest ${emails.length} of ${count}` : count;
  return page(
    'Inbox',
    html`
      <form class="search" role="search" action="/inbox">
        <label>Recipient <input name="to" type="search" value="${to}" placeholder="ann@…" /></label>
        <button>Search</button>
      </form>
      ${refused.length > 0 && refusedSection(refused)}
      <p>${shown}${to === '' ? '' : ` to “${to}”`}</p>
      <ol class="messages">
        ${emails.map(row)}
      </ol>
    `,
  );
}

export function emailPage(email: Email): Html {
  const { id, subject, text, html: body } = email.public;
  const base = `/inbox/${id}`;
  return page(
    subject,
    html`
      <p><a href="/inbox">All messages</a></p>
      <dl class="headers">
        ${headersOf(email).map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      ${body !== null && preview(base)}
      <h2>Plain text</h2>
      ${text === null ? html`<p>This message has no plain text part.</p>` : html`<pre class="text">${text}</pre>`}
      <p><a href="${base}/json">Raw JSON</a></p>
    `,
  );
}

export function missingEmailPage(): Html {
  return page('No such message', html`<p>Look for it among <a href="/inbox">all messages</a>.</p>`);
}

/** The message's own HTML, with links that open outside the preview frame. */
export function previewDocument(body: string): string {
  const base = '<base target="_blank">';
  const withHead = body.replace(/<head(?:\s[^>]*)?>/i, (head) => head + base);
  return withHead === body ? base + body : withHead;
}

function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox inbox</title>
        <link rel="stylesheet" href="/_sandbox/style.css" />
        <link rel="stylesheet" href="/_sandbox/inbox.css" />
      </head>
      <body class="inbox">
        <p class="banner"><strong>Sandbox</strong> — no message here was sent to anyone</p>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`;
}

function row({ public: { id, from, to, subject, created_at, last_event } }: Email): Html {
  return html`<li>
    <a href="/inbox/${id}">
      <strong>${subject}</strong>
      <small>${from} → ${to.join(', ')}</small>
      <small>${time(created_at)} · ${last_event}</small>
    </a>
  </li>`;
}

function refusedSection(refused: RefusedEmail[]): Html {
  return html`<section class="refused">
    <h2>Refused</h2>
    <p>These were not taken, as Resend would not take them, and go to nobody.</p>
    <ol class="messages">
      ${refused.map(
        ({ at, from, to, subject, statusCode, reason }) =>
          html`<li>
            <strong>${subject === '' ? '(no subject)' : subject}</strong>
            <small>${from} → ${to.join(', ')}</small>
            <small>${time(at)} · ${statusCode}: ${reason}</small>
          </li>`,
      )}
    </ol>
  </section>`;
}

function headersOf({ public: email, headers, attachments }: Email): [name: string, value: Html | string][] {
  const all: [string, Html | string | null][] = [
    ['From', email.from],
    ['To', email.to.join(', ')],
    ['Cc', email.cc?.join(', ') ?? null],
    ['Bcc', email.bcc?.join(', ') ?? null],
    ['Reply-To', email.reply_to?.join(', ') ?? null],
    ['Subject', email.subject],
    ['Date', time(email.created_at)],
    ['Message-ID', email.message_id],
    ...Object.entries(headers),
    ['Tags', email.tags?.map(({ name, value }) => `${name}=${value}`).join(', ') ?? null],
    ['Attachments', attachments.map(({ filename, bytes }) => `${filename} (${bytes} bytes)`).join(', ')],
    ['Status', email.last_event],
  ];
  return all.flatMap(([name, value]): [string, Html | string][] => (value ? [[name, value]] : []));
}

function preview(base: string): Html {
  return html`<h2>HTML</h2>
    <iframe
      class="preview"
      title="HTML of the message"
      src="${base}/html"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
    ></iframe>`;
}

function time(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
