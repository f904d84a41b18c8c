import { readFileSync } from 'node:fs';
import type { Express, Request } from 'express';
import type { DescribeApi } from '../../application/describe-api/describe-api.ts';
import { get } from '../http/own-route.ts';
import { sendPage } from '../pages/page.ts';
import { referencePage } from './reference-page.ts';

const STYLE = readFileSync(new URL('../pages/style.css', import.meta.url));

/** The API document for programs, and the same for people. */
export function mountDocumentation(app: Express, describeApi: DescribeApi): void {
  get(app, '/v1/openapi.json', async (_request, response) => {
    response.set('cache-control', 'no-cache').json(await describeApi.execute());
  });
  get(app, '/docs', async (request, response) => {
    const body = referencePage(await describeApi.execute(), originOf(request));
    sendPage(response, { title: 'Souk API', layout: 'reference', body });
  });
  get(app, '/docs/style.css', (_request, response) => {
    response.set('cache-control', 'public, max-age=300').type('css').send(STYLE);
  });
}

/** For commands that people paste into a shell, so a strange Host header is not repeated. */
function originOf({ protocol, host }: Request): string {
  const isPlain = /^[\w.-]+(?::\d+)?$/.test(host);
  return isPlain ? `${protocol === 'https' ? 'https' : 'http'}://${host}` : 'https://shop.example';
}
