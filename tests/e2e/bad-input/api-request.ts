import { randomUUID } from 'node:crypto';
import { parametersIn, type ApiRoute } from './api-route.ts';
import { sampleOf } from './sample-of.ts';
import type { Owner, Stage } from './stage.ts';

/** A request to a route, in parts that can be spoilt one by one. */
export interface ApiRequest {
  readonly route: ApiRoute;
  readonly headers: Readonly<Record<string, string>>;
  /** By the names of the path's parameters, percent-encoded. */
  readonly pathValues: Readonly<Record<string, string>>;
  /** Percent-encoded; empty for none. */
  readonly query: string;
  /** What becomes JSON, unless it is a text, bytes or a form; undefined for none. */
  readonly body: unknown;
}

/** A request of somebody who may make it, with nothing wrong that the API document knows of. */
export function rightRequest(route: ApiRoute, owner: Owner): ApiRequest {
  return {
    route,
    headers: { ...owner.headers, ...requiredHeaders(route) },
    pathValues: Object.fromEntries(parametersIn(route, 'path').map(({ name }) => [name, thing(owner, name)])),
    query: '',
    body: bodyFor(route),
  };
}

/** Who may call a route: where a guest may, a customer. */
export function rightCaller({ access }: ApiRoute, { nobody, customer, admin }: Stage): Owner {
  if (access === 'admin') return admin;
  return access === 'customer' || access === 'guest' ? customer : nobody;
}

export function addressOf({ route, pathValues, query }: ApiRequest): string {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathValues[name] ?? '');
  return query === '' ? path : `${path}?${query}`;
}

function thing({ name, things }: Owner, parameter: string): string {
  const found = things[parameter];
  if (found === undefined) throw new Error(`The ${name} has nothing for {${parameter}}: make one in stage.ts.`);
  return encodeURIComponent(found);
}

function requiredHeaders(route: ApiRoute): Record<string, string> {
  const required = parametersIn(route, 'header').filter((header) => header.required);
  return Object.fromEntries(required.map(({ name }) => [name.toLowerCase(), randomUUID()]));
}

function bodyFor({ body }: ApiRoute): unknown {
  if (body === null) return undefined;
  if (body.mediaType !== 'multipart/form-data') return sampleOf(body.schema);
  const form = new FormData();
  form.append('images', new Blob(['no image']), 'sample.txt');
  return form;
}
