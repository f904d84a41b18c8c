import { ProblemEntry } from '@souk/chassis/http/problems';
import { HttpClient, ServiceDoesNotAnswer } from '@souk/chassis/http/client';
import { z } from 'zod';
import type { ApiPaths, ApiProblem } from '../application/describe-api/api-document.ts';
import type { ServiceDescriptions } from '../application/ports/service-descriptions.ts';
import type { Health, ServiceHealth } from '../application/ports/service-health.ts';
import { SERVICES, type Service } from '../domain/access-policy.ts';

const ANSWER_WITHIN_MS = 2_000;

const HealthReply = z.object({ status: z.enum(['up', 'down']), checks: z.record(z.string(), z.boolean()) });

const Schema = z.record(z.string(), z.unknown());
const Content = z.record(z.string(), z.object({ schema: Schema }));
const Operation = z.looseObject({
  tags: z.array(z.string()),
  summary: z.string(),
  'x-access': z.string(),
  parameters: z.array(
    z.looseObject({
      name: z.string(),
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean(),
      schema: Schema,
    }),
  ),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: Content.optional() })),
});
const PathsReply = z.record(z.string(), z.record(z.string(), Operation));

/** Asks the services about themselves, at the addresses that are not for the public. */
export class HttpServices implements ServiceHealth, ServiceDescriptions {
  readonly #clients: ReadonlyMap<Service, HttpClient>;

  constructor(urls: Readonly<Record<Service, string>>) {
    this.#clients = new Map(
      SERVICES.map((service) => [
        service,
        new HttpClient({ service, url: urls[service], deadlineMs: ANSWER_WITHIN_MS }),
      ]),
    );
  }

  async healthOf(service: Service): Promise<Health> {
    return (await this.#ask(service, '/health/ready', HealthReply)) ?? { status: 'down', checks: {} };
  }

  pathsOf(service: Service): Promise<ApiPaths | null> {
    return this.#ask(service, '/internal/openapi.json', PathsReply);
  }

  problemsOf(service: Service): Promise<readonly ApiProblem[] | null> {
    return this.#ask(service, '/internal/problems.json', z.array(ProblemEntry));
  }

  async #ask<Reply extends z.ZodType>(service: Service, path: string, schema: Reply): Promise<z.output<Reply> | null> {
    try {
      return schema.parse((await this.#clients.get(service)?.ask({ path }))?.body);
    } catch (error) {
      // No answer in time or not understood: this service has no answer now, and the caller reports that.
      if (error instanceof ServiceDoesNotAnswer || error instanceof z.ZodError) return null;
      throw error;
    }
  }
}
