import type { ServiceConfig } from '@souk/chassis/config';
import type { Platform, ServiceDefinition } from '@souk/chassis/service/service';
import { startTestService, type TestService } from './test-service.ts';

export interface ComposedService<Container> extends TestService {
  readonly container: Container;
}

/** A service's container on a real database, without its routes, reactions and sweeps. */
export async function startComposedService<Config extends ServiceConfig, Container>(
  { name, config }: Pick<ServiceDefinition<Config>, 'name' | 'config'>,
  createContainer: (platform: Platform<Config>) => Promise<Container>,
  environment: Readonly<Record<string, string>>,
): Promise<ComposedService<Container>> {
  const composed = Promise.withResolvers<Container>();
  const compose = async (platform: Platform<Config>) => {
    composed.resolve(await createContainer(platform));
    return { routes: [] };
  };
  const service = await startTestService({ name, config, compose }, environment);
  return { ...service, container: await composed.promise };
}
