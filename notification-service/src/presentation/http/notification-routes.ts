import { listOf, ListQuery, noContent, ok, route, type Route } from '@souk/chassis/http/route';
import { Email } from '@souk/contracts/fields';
import { z } from 'zod';
import type { EmailList } from '../../application/ports/email-list.ts';
import type { ResendEmail } from '../../application/resend-email/resend-email.ts';

const Status = z.enum(['pending', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'suppressed']);

const EmailReply = z.object({
  id: z.string(),
  /** Empty when there was nobody to tell. */
  to: z.string(),
  orderId: z.string().nullable(),
  template: z.string(),
  status: Status,
  /** Why the shop did not send it; null unless `suppressed`. */
  suppressedBecause: z.enum(['bounced', 'complained', 'too-many', 'no-recipient']).nullable(),
  attempts: z.int(),
  lastError: z.string().nullable(),
  providerId: z.string().nullable(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
});

const EmailsQuery = ListQuery.extend({ to: Email.optional(), orderId: z.uuid().optional(), status: Status.optional() });

export function notificationRoutes({
  emailList,
  resendEmail,
}: {
  emailList: EmailList;
  resendEmail: ResendEmail;
}): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/admin/notifications',
      access: 'admin',
      summary: 'E-mails, the newest first',
      query: EmailsQuery,
      replies: { 200: listOf(EmailReply) },
      handle: async ({ query: { limit, offset, cursor, ...filter } }) =>
        ok({ ...(await emailList.find(filter, { limit, offset, cursor })), limit, offset }),
    }),
    route({
      method: 'post',
      path: '/v1/admin/notifications/:emailId/resend',
      access: 'admin',
      summary: 'Send an e-mail once more, also one that was suppressed',
      params: z.strictObject({ emailId: z.string().min(1).max(200) }),
      replies: { 204: null },
      handle: async ({ params }) => {
        await resendEmail.execute(params.emailId);
        return noContent;
      },
    }),
  ];
}
