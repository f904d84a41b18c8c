import type { ApiDocument } from '../../application/describe-api/api-document.ts';
import { html, type Html } from '@souk/chassis/html';
import { introduction } from './introduction.ts';
import { operationsOf, type Operation } from './operation.ts';
import { operationView } from './operation-view.ts';

interface Section {
  readonly service: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

interface Rendered {
  readonly contents: Html;
  readonly sections: Html;
}

const rendered = new WeakMap<ApiDocument, Rendered>();

/** The document as a page, grouped by service; `origin` is where the reader found it. */
export function referencePage(document: ApiDocument, origin: string): Html {
  const { contents, sections } = rendered.get(document) ?? render(document);
  return html`<header class="top">
      <a class="brand" href="/">Souk</a>
      <nav><a href="/v1/openapi.json">OpenAPI 3.1</a> <a href="/health/ready">Health</a></nav>
    </header>
    <div class="columns">
      <nav class="contents" aria-label="Operations">${contents}</nav>
      <main>${introduction(document, origin)} ${sections}</main>
    </div>`;
}

/** Once per document: it is large, and seldom changes. */
function render(document: ApiDocument): Rendered {
  const sections = document.tags
    .map(({ name, description }) => ({ service: name, description, operations: operationsOf(document, name) }))
    .filter(({ operations }) => operations.length > 0);
  const result = { contents: html`${sections.map(contentsOf)}`, sections: html`${sections.map(sectionView)}` };
  rendered.set(document, result);
  return result;
}

const contentsOf = ({ service, operations }: Section): Html =>
  html`<h3><a href="#${service}">${titleOf(service)}</a></h3>
    <ul>
      ${operations.map(
        ({ method, path, anchor }) =>
          html`<li>
            <a href="#${anchor}"
              ><span class="method ${method.toLowerCase()}">${method}</span> ${path.replace('/v1', '')}</a
            >
          </li>`,
      )}
    </ul>`;

const sectionView = ({ service, description, operations }: Section): Html =>
  html`<section id="${service}">
    <h2>${titleOf(service)}</h2>
    <p>${description}</p>
    ${operations.map(operationView)}
  </section>`;

const titleOf = (service: string): string => service.replace('-service', '');
