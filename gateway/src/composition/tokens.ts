import type { ServiceIdentifier } from 'inversify';
import type { DescribeApi } from '../application/describe-api/describe-api.ts';
import type { AdmitRequest } from '../application/admit-request/admit-request.ts';
import type { FindRoute } from '../application/find-route/find-route.ts';
import type { LimitRate } from '../application/limit-rate/limit-rate.ts';
import type { Accounts } from '../application/ports/accounts.ts';
import type { ServiceDescriptions } from '../application/ports/service-descriptions.ts';
import type { ServiceHealth } from '../application/ports/service-health.ts';
import type { ReportHealth } from '../application/report-health/report-health.ts';
import type { Clock } from '@souk/kernel/clock';
import type { UpstreamProxies } from '../presentation/http/upstream-proxy.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

export const T = {
  Accounts: token<Accounts>('Accounts'),
  AdmitRequest: token<AdmitRequest>('AdmitRequest'),
  Clock: token<Clock>('Clock'),
  DescribeApi: token<DescribeApi>('DescribeApi'),
  FindRoute: token<FindRoute>('FindRoute'),
  LimitRate: token<LimitRate>('LimitRate'),
  ReportHealth: token<ReportHealth>('ReportHealth'),
  ServiceDescriptions: token<ServiceDescriptions>('ServiceDescriptions'),
  ServiceHealth: token<ServiceHealth>('ServiceHealth'),
  UpstreamProxies: token<UpstreamProxies>('UpstreamProxies'),
};
