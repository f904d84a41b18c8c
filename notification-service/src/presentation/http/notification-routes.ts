import { noContent, ok, Page, pageOf, route, type Route } from '@souk/chassis/http/route';
import { z } from 'zod';
import type { EmailList } from '../../application/ports/email-list.ts';
import type { ResendEmail } from '../../application/resend-email/resend-email.ts';

const Status = z.enum(['pending', 'sent', 'delivered', 'bounced', 'complained', 'failed']);

const EmailReply = z.object({
  id: z.string(),
  to: z.string(),
  orderId: z.string().nullable(),
  template: z.string(),
  status: Status,
  attempts: z.int(),
  lastError: z.string().nullable(),
  providerId: z.string().nullable(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
});

const EmailsQuery = Page.extend({ to: z.email().optional(), orderId: z.uuid().optional(), status: Status.optional() });

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
      replies: { 200: pageOf(EmailReply) },
      handle: async ({ query: { limit, offset, ...filter } }) =>
        ok({ ...(await emailList.find(filter, { limit, offset })), limit, offset }),
    }),
    route({
      method: 'post',
      path: '/v1/admin/notifications/:emailId/resend',
      access: 'admin',
      summary: 'Send an e-mail once more',
      params: z.strictObject({ emailId: z.string().min(1).max(200) }),
      replies: { 204: null },
      handle: async ({ params }) => {
        await resendEmail.execute(params.emailId);
        return noContent;
      },
    }),
  ];
}
