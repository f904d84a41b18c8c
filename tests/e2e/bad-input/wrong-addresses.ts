import { pointerTo } from '@souk/testing/json-schema';
import type { ApiRequest } from './api-request.ts';
import { parametersIn } from './api-route.ts';
import type { Check } from './census.ts';
import { sampleOf } from './sample-of.ts';
import { wrongTextsOf } from './wrong-values.ts';

const WRONG_SEGMENTS: Readonly<Record<string, string>> = {
  'too long': 'a'.repeat(300),
  'an operator': encodeURIComponent('{"$ne":null}'),
  'a way up': '..%2f',
  'a way up, encoded twice': '..%252f',
  'a way up with a backslash': '..%5c',
  'a NUL byte': '%00',
  'a line break': 'a%0d%0ab',
  'no UTF-8': '%ff',
  'half an encoding': '%e',
  'a blank': '%20',
  'the prototype': '__proto__',
};
const UNKNOWN_PARAMETERS = ['unexpected', '$where', 'a.b', '__proto__'];

/** Path parameters that are no thing's and might mean something else to somebody on the way. */
export function wrongPaths(right: ApiRequest): readonly Check[] {
  return parametersIn(right.route, 'path').flatMap(({ name }) =>
    Object.entries(WRONG_SEGMENTS).map(([what, segment]) => ({
      what: `{${name}} ${what}`,
      request: { ...right, pathValues: { ...right.pathValues, [name]: segment } },
      refusal: { status: [400, 404] },
    })),
  );
}

/** Query parameters that a route does not know; and those that it knows wrong, with operators, or twice. */
export function wrongQueries(right: ApiRequest): readonly Check[] {
  const check = (name: string, query: string): Check => ({
    what: `?${query.slice(0, 40)}`,
    request: { ...right, query },
    refusal: { status: [400], code: 'request.invalid', names: pointerTo([name]) },
  });
  const unknown = (name: string) => check(name, `${encodeURIComponent(name)}=1`);
  return [
    ...UNKNOWN_PARAMETERS.map(unknown),
    ...parametersIn(right.route, 'query').flatMap(({ name, schema }) => {
      const sample = `${name}=${encodeURIComponent(String(sampleOf(schema)))}`;
      return [
        ...wrongTextsOf(schema).map((text) => check(name, `${name}=${encodeURIComponent(text)}`)),
        ...[`${name}[$gt]`, `${name}[]`, `${name}.$ne`].map(unknown),
        check(name, `${sample}&${sample}`),
      ];
    }),
  ];
}
