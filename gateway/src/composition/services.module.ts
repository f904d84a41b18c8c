import type { Foundation } from '@souk/chassis/service/process-foundation';
import { COMMON_PROBLEMS, problemEntries } from '@souk/chassis/http/problems';
import { ContainerModule } from 'inversify';
import { DescribeApi } from '../application/describe-api/describe-api.ts';
import { ReportHealth } from '../application/report-health/report-health.ts';
import { serviceUrls, type GatewayConfig } from '../config.ts';
import { HttpAccounts } from '../infrastructure/http-accounts.ts';
import { HttpServices } from '../infrastructure/http-services.ts';
import { PROBLEMS } from '../presentation/http/problems.ts';
import { T } from './tokens.ts';

/** What the services say about themselves. */
export function servicesModule({ config, clock }: Foundation<GatewayConfig>): ContainerModule {
  const services = new HttpServices(serviceUrls(config));
  return new ContainerModule(({ bind }) => {
    bind(T.Clock).toConstantValue(clock);
    bind(T.Accounts).toConstantValue(new HttpAccounts(config.USER_SERVICE_URL));
    bind(T.ServiceHealth).toConstantValue(services);
    bind(T.ServiceDescriptions).toConstantValue(services);
    bind(T.ReportHealth).toResolvedValue(
      (services, clock) => new ReportHealth({ services, clock }),
      [T.ServiceHealth, T.Clock],
    );
    bind(T.DescribeApi).toResolvedValue(
      (services, clock) =>
        new DescribeApi({ services, clock, problems: problemEntries({ ...COMMON_PROBLEMS, ...PROBLEMS }) }),
      [T.ServiceDescriptions, T.Clock],
    );
  });
}
