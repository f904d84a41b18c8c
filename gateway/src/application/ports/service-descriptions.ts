import type { Service } from '../../domain/access-policy.ts';
import type { ApiPaths } from '../describe-api/api-document.ts';

export interface ServiceDescriptions {
  /** A service's part of the API document; null when there is no answer in time. */
  pathsOf(service: Service): Promise<ApiPaths | null>;
}
