import type { ApiResponse } from '../../application/describe-api/api-document.ts';
import { html, type Html } from '@souk/chassis/html';
import { curlExample } from './curl-example.ts';
import { fieldOf, fieldsOf, typeOf, type Field } from './json-schema.ts';
import { bodyOf, type Operation } from './operation.ts';

const CALLERS: Readonly<Record<string, string>> = {
  public: 'Anyone',
  guest: 'Guest or customer',
  customer: 'Customer',
  admin: 'Admin',
  signed: 'Signed by its provider',
};

export function operationView(operation: Operation): Html {
  const { method, path, anchor, description } = operation;
  return html`<details class="operation">
    <summary>
      <span class="method ${method.toLowerCase()}">${method}</span>
      <code class="path">${pathView(path)}</code>
      <span class="access ${description['x-access']}">${callersOf(description['x-access'])}</span>
      <span class="what">${description.summary}</span>
    </summary>
    <div class="inside" id="${anchor}">
      <div class="asked">
        ${parametersView(operation, 'path', 'In the path')} ${parametersView(operation, 'query', 'In the query')}
        ${parametersView(operation, 'header', 'In headers')} ${bodyView(operation)}
      </div>
      <div class="given">
        <h4>Example</h4>
        <pre tabindex="0"><code>${curlExample(operation)}</code></pre>
        <h4>Replies</h4>
        ${Object.entries(description.responses).map(([status, reply]) => replyView(status, reply))}
      </div>
    </div>
  </details>`;
}

export const callersOf = (access: string): string => CALLERS[access] ?? access;

/** The parameters stand out. */
const pathView = (path: string): readonly (Html | string)[] =>
  path.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? html`<var>${part}</var>` : part));

function parametersView({ description }: Operation, place: string, title: string): Html | null {
  const fields = description.parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, schema, required }) => fieldOf(name, schema, required));
  return fields.length === 0
    ? null
    : html`<h4>${title}</h4>
        ${fieldList(fields)}`;
}

function bodyView({ description }: Operation): Html | null {
  const body = bodyOf(description);
  if (body === null) return null;
  return html`<h4>Body <small>${body.mediaType}</small></h4>
    ${fieldList(fieldsOf(body.schema))}`;
}

function replyView(status: string, { description, content }: ApiResponse): Html {
  const [first] = Object.entries(content ?? {});
  // A problem is the same everywhere; the introduction explains it.
  if (status === 'default') return html`<p class="reply"><b>otherwise</b> ${description}</p>`;
  if (first === undefined) return html`<p class="reply"><b>${status}</b> ${description}, without a body</p>`;
  const [mediaType, { schema }] = first;
  return html`<details class="reply">
    <summary><b>${status}</b> ${description} <small>${mediaType}, ${typeOf(schema)}</small></summary>
    ${fieldList(fieldsOf(schema))}
  </details>`;
}

function fieldList(fields: readonly Field[]): Html | null {
  if (fields.length === 0) return null;
  return html`<ul class="fields">
    ${fields.map(
      ({ name, type, isRequired, notes, fields: inner }) =>
        html`<li>
          <code>${name}</code> <span class="type">${type}</span> ${isRequired && html`<em>required</em>`}
          ${notes.length > 0 && html`<small>${notes.join(', ')}</small>`} ${fieldList(inner)}
        </li>`,
    )}
  </ul>`;
}
