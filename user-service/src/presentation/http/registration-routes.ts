import { setTimeout as delay } from 'node:timers/promises';
import { noContent, route, type Route } from '@souk/chassis/http/route';
import { Email, NewPassword } from '@souk/contracts/fields';
import { z } from 'zod';
import type { RegisterUser } from '../../application/register-user/register-user.ts';
import type { ResendVerification } from '../../application/resend-verification/resend-verification.ts';
import type { VerifyEmail } from '../../application/verify-email/verify-email.ts';
import { MessageReply, Name } from './user-schemas.ts';

export interface RegistrationRoutesOptions {
  readonly registerUser: RegisterUser;
  readonly verifyEmail: VerifyEmail;
  readonly resendVerification: ResendVerification;
}

// Stored replies would be kept under a hash of the request, password included, which is quick to guess from.
const idempotency = 'none';

/** More than any way through takes, hashing included, so that the time until the reply does not tell who has an account. */
const REGISTER_TAKES_MS = 250;
const RESEND_TAKES_MS = 100;

export function registrationRoutes(options: RegistrationRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/auth/register',
      access: 'public',
      idempotency,
      summary:
        'Open an account; the reply is the same when the address has one. While nobody has proved an address, whoever does gets its account',
      body: z.strictObject({ email: Email, password: NewPassword, name: Name }),
      replies: { 202: MessageReply },
      handle: async ({ body, idempotencyKey: requestKey }) => {
        await Promise.all([options.registerUser.execute({ ...body, requestKey }), delay(REGISTER_TAKES_MS)]);
        const message =
          'Check your mail. If the address was free, your account is open: log in. If somebody else has registered it, too, use the link in the newest mail first.';
        return { status: 202, body: { message } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/verify-email',
      access: 'public',
      idempotency,
      summary:
        'Prove with the link of a mail that the address is yours: what was chosen with that registration holds, all others end',
      body: z.strictObject({ verificationId: z.uuid(), token: z.string().min(1).max(100) }),
      replies: { 204: null },
      handle: async ({ body: { verificationId, token } }) => {
        await options.verifyEmail.execute(verificationId, token);
        return noContent;
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/resend-verification',
      access: 'public',
      idempotency,
      summary:
        'Ask for another verification mail, at most one a minute; logged in, for the registration of this account',
      body: z.strictObject({ email: Email }),
      replies: { 202: MessageReply },
      handle: async ({ body, caller }) => {
        await Promise.all([
          options.resendVerification.execute(body.email, caller?.userId ?? null),
          delay(RESEND_TAKES_MS),
        ]);
        return { status: 202, body: { message: 'If this address is to be verified, a mail is on its way.' } };
      },
    }),
  ];
}
