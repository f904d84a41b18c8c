import type { Sweep } from '@souk/chassis/sweep';
import { EmailFailedV1, EmailSentV1 } from '@souk/contracts/notification-events';
import { eventually } from '@souk/testing/eventually';
import { startTestService, type TestService } from '@souk/testing/test-service';
import { accessToken } from '@souk/testing/test-tokens';
import { expect } from 'vitest';
import type { EmailStatus } from '../src/domain/email/email.ts';
import { notificationService } from '../src/service.ts';
import { distinct } from './distinct.ts';
import { environment } from './environment.ts';
import { startResend, type RunningResend } from './running-resend.ts';

export const admin = accessToken({ userId: 'admin-1', role: 'admin' });
export const customer = accessToken({ userId: 'customer-1', role: 'customer' });

export interface RunningService extends TestService {
  readonly resend: RunningResend;
  /** Lets time pass, which stands still otherwise, and looks for what has become due. */
  later(minutes: number): Promise<void>;
  /** Waits until there is one e-mail to an address, it has come to a status and looks as expected. */
  emailTo(
    to: string,
    status: EmailStatus,
    expected?: object,
  ): Promise<{ readonly id: string; readonly providerId: string }>;
  /** How many e-mails, sent or not, are about an order. */
  emailsAbout(orderId: string): Promise<number>;
  /** The types of the events about an e-mail, oldest first. */
  eventsAbout(emailId: string): string[];
}

/** The service on a clock of the test's own, with the sandbox's Resend as its provider. */
export async function startNotificationService(
  overrides: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const resend = await startResend();
  let now = new Date();
  let sweeps: readonly Sweep[] = [];
  const service = await startTestService(
    {
      ...notificationService,
      compose: async (platform) => {
        const parts = await notificationService.compose({ ...platform, clock: { now: () => now } });
        sweeps = parts.sweeps ?? [];
        return parts;
      },
    },
    { ...environment, RESEND_BASE_URL: resend.url, ...overrides },
  );
  const list = async (query: string) => {
    const { body } = await service.api.get(`/v1/admin/notifications?${query}`, { token: admin });
    return body;
  };
  return {
    ...service,
    resend,
    later: async (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000);
      for (const sweep of sweeps) await sweep.run();
    },
    emailTo: (to, status, expected = {}) =>
      eventually(async () => {
        const { data } = await list(`to=${encodeURIComponent(to)}`);
        expect(data).toMatchObject([{ to, status, ...expected }]);
        return data[0];
      }),
    emailsAbout: async (orderId) => (await list(`orderId=${orderId}`)).count,
    eventsAbout: (emailId) =>
      distinct([...service.published(EmailSentV1), ...service.published(EmailFailedV1)])
        .filter(({ subject }) => subject === emailId)
        .map(({ type }) => type),
    stop: async () => {
      await service.stop();
      await resend.stop();
    },
  };
}
