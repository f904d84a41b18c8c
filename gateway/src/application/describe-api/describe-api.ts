import type { Clock } from '@souk/kernel/clock';
import { SERVICES, type Service } from '../../domain/access-policy.ts';
import { CachedAnswer } from '../cached-answer.ts';
import type { ServiceDescriptions } from '../ports/service-descriptions.ts';
import type { ApiDocument, ApiPaths, ApiProblem } from './api-document.ts';

const COMPLETE_FOR_MS = 60_000;
const INCOMPLETE_FOR_MS = 2_000;

const DESCRIPTIONS: Readonly<Record<Service, string>> = {
  'user-service': 'Accounts, sessions, roles and addresses',
  'catalog-service': 'Products, categories, images and stock',
  'cart-service': 'Carts of guests and customers',
  'order-service': 'Checkout, orders and their life',
  'payment-service': 'Payments and the webhooks of Stripe',
  'notification-service': 'E-mail and the webhooks of Resend',
};

export interface DescribeApiOptions {
  readonly services: ServiceDescriptions;
  /** Why the gateway or any service refuses something. */
  readonly problems: readonly ApiProblem[];
  readonly clock: Clock;
}

/** Joins what every service says about itself to one document. */
export class DescribeApi {
  readonly #services: ServiceDescriptions;
  readonly #problems: readonly ApiProblem[];
  readonly #document: CachedAnswer<ApiDocument>;

  constructor({ services, problems, clock }: DescribeApiOptions) {
    this.#services = services;
    this.#problems = problems;
    this.#document = new CachedAnswer({
      clock,
      ask: () => this.#ask(),
      freshFor: (document) => (document['x-unavailable'].length === 0 ? COMPLETE_FOR_MS : INCOMPLETE_FOR_MS),
    });
  }

  /** The same object until something may have changed. */
  execute(): Promise<ApiDocument> {
    return this.#document.get();
  }

  async #ask(): Promise<ApiDocument> {
    const answers = await Promise.all(
      SERVICES.map(async (service) => {
        const [paths, problems] = await Promise.all([
          this.#services.pathsOf(service),
          this.#services.problemsOf(service),
        ]);
        return { service, paths, problems };
      }),
    );
    return {
      openapi: '3.1.0',
      info: {
        title: 'Souk',
        version: '1.0.0',
        description: 'The API of a shop: catalogue, carts, checkout, orders and their administration.',
      },
      servers: [{ url: '/' }],
      tags: SERVICES.map((name) => ({ name, description: DESCRIPTIONS[name] })),
      paths: join(answers.map(({ paths }) => paths ?? {})),
      components: { securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      'x-problems': byCode([...this.#problems, ...answers.flatMap(({ problems }) => problems ?? [])]),
      'x-unavailable': answers
        .filter(({ paths, problems }) => paths === null || problems === null)
        .map(({ service }) => service),
    };
  }
}

/** Two services may each own some methods of one path. */
function join(parts: readonly ApiPaths[]): ApiPaths {
  const joined: Record<string, ApiPaths[string]> = {};
  for (const [path, operations] of parts.flatMap((paths) => Object.entries(paths))) {
    joined[path] = { ...joined[path], ...operations };
  }
  return joined;
}

/** Two services may refuse something for the same reason. */
function byCode(problems: readonly ApiProblem[]): readonly ApiProblem[] {
  const known = new Map(problems.map((problem) => [problem.code, problem]));
  return [...known.values()].toSorted((one, other) => (one.code < other.code ? -1 : 1));
}
