import { LinkSigner } from '@souk/chassis/link-signer';
import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { NotificationServiceConfig } from '../config.ts';
import { ResendMailer } from '../infrastructure/resend/resend-mailer.ts';
import { ResendWebhooks } from '../infrastructure/resend/resend-webhooks.ts';
import { EmailLinks } from '../infrastructure/templates/email-links.ts';
import { TemplateRenderer } from '../infrastructure/templates/template-renderer.ts';
import { T } from './tokens.ts';

/** What the service gets from its configuration and from the world around it. */
export function platformModule({ config, clock, logger }: Platform<NotificationServiceConfig>): ContainerModule {
  const links = new EmailLinks({ publicUrl: config.PUBLIC_URL, signer: new LinkSigner(config.LINK_SECRET) });
  const apiKey = config.RESEND_API_KEY;
  return new ContainerModule(({ bind }) => {
    bind(T.Clock).toConstantValue(clock);
    bind(T.Logger).toConstantValue(logger);
    bind(T.EmailRenderer).toConstantValue(new TemplateRenderer(links));
    bind(T.Mailer).toConstantValue(
      new ResendMailer({ apiKey, baseUrl: config.RESEND_BASE_URL, from: config.EMAIL_FROM }),
    );
    bind(T.DeliveryNewsReader).toConstantValue(new ResendWebhooks({ apiKey, secret: config.RESEND_WEBHOOK_SECRET }));
  });
}
