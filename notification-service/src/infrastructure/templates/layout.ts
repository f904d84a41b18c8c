import { html, type Html } from '@souk/chassis/html';

/** The frame of every mail: a column that reads well in any client, without images or scripts. */
export function layout({ title, body }: { readonly title: string; readonly body: Html }): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
      </head>
      <body style="margin:0;background:#f6f3ee;font-family:Georgia,'Times New Roman',serif;color:#2b2118">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0">
          <tr>
            <td align="center" style="padding:32px 16px">
              <table
                role="presentation"
                width="560"
                cellpadding="0"
                cellspacing="0"
                style="max-width:560px;width:100%;background:#ffffff;border-radius:8px"
              >
                <tr>
                  <td style="padding:24px 32px;border-bottom:3px solid #b4532a;font-size:20px;letter-spacing:2px">
                    SOUK
                  </td>
                </tr>
                <tr>
                  <td style="padding:24px 32px;font-size:16px;line-height:1.5">
                    <h1 style="font-size:22px;margin:0 0 16px">${title}</h1>
                    ${body}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`.toString();
}

export function button(url: string, label: string): Html {
  return html`<p style="margin:24px 0">
    <a href="${url}" style="background:#b4532a;color:#ffffff;padding:12px 20px;border-radius:6px;text-decoration:none"
      >${label}</a
    >
  </p>`;
}
