import type { ServiceConfig } from '../config.ts';
import { runProcess } from './run-process.ts';
import { startService, type ServiceDefinition } from './service.ts';

/** The whole of a service's `main.ts`: runs the service with this process's environment until it is told to stop. */
export function runService<Config extends ServiceConfig>(definition: ServiceDefinition<Config>): Promise<void> {
  return runProcess(() => startService(definition, { environment: process.env }));
}
