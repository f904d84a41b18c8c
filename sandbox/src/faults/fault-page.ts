import { html, type Html } from '../pages/html.ts';
import type { Page } from '../pages/page.ts';
import { table } from '../pages/table.ts';
import { FAULTS } from './fault-rules.ts';
import type { Faults, RuleState } from './faults.ts';

/** The rules with their strikes, and a form that adds one. `error`: why the last one was not added. */
export function faultPage({ seed, rules }: ReturnType<Faults['shown']>, error?: string): Page {
  return {
    title: 'Faults',
    layout: 'overview',
    body: html`<main>
      <p><a href="/">← Sandbox</a></p>
      <h1>Faults</h1>
      <p>What goes wrong on purpose. The same seed and the same requests make the same strikes.</p>
      ${error !== undefined && html`<p class="error" role="alert">${error}</p>`}
      <h2>Rules (seed ${seed})</h2>
      ${table(
        ['Where', 'What', 'How often', 'Seen', 'Struck'],
        rules.map((rule) => [rule.where, what(rule), often(rule), rule.seen, rule.strikes]),
        'Nothing goes wrong.',
      )}
      ${
        rules.length > 0 &&
        html`<form method="post" action="/faults/clear"><button class="secondary">Switch all off</button></form>`
      }
      <h2>Add a rule</h2>
      <form class="rule" method="post" action="/faults" autocomplete="off">
        <label>
          Fault
          <select name="fault">
            ${Object.entries(FAULTS).map(
              ([place, kinds]) =>
                html`<optgroup label="${place}">
                  ${kinds.map((kind) => html`<option value="${place} ${kind}">${place}: ${kind}</option>`)}
                </optgroup>`,
            )}
          </select>
        </label>
        ${field('rate', 'Share, from 0 to 1')} ${field('count', 'or the first so many')}
        ${field('milliseconds', 'Milliseconds (delay, reorder)')} ${field('times', 'Times (duplicate, forge)')}
        <label>Seed <input name="seed" inputmode="numeric" value="${seed}" /></label>
        <button>Add rule, restart counting</button>
      </form>
    </main>`,
  };
}

const field = (name: string, label: string): Html =>
  html`<label>${label} <input name="${name}" inputmode="decimal" /></label>`;

function what({ what: kind, milliseconds, times }: RuleState): string {
  const details = [milliseconds !== undefined && `${milliseconds} ms`, times !== undefined && `× ${times}`];
  return [kind, ...details.filter((detail) => detail !== false)].join(' ');
}

const often = ({ rate, count }: RuleState) => (rate === undefined ? `the first ${count ?? 0}` : `${rate * 100} %`);
