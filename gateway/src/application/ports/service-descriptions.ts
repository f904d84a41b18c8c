import type { Service } from '../../domain/access-policy.ts';
import type { ApiPaths, ApiProblem } from '../describe-api/api-document.ts';

export interface ServiceDescriptions {
  /** A service's part of the API document; null when there is no answer in time. */
  pathsOf(service: Service): Promise<ApiPaths | null>;
  /** Why it refuses something, beside the common reasons; null when there is no answer in time. */
  problemsOf(service: Service): Promise<readonly ApiProblem[] | null>;
}
