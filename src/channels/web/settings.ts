import * as z from 'zod';
import { AccountId, Locale } from '../../core/index.ts';

/** How the web chat is set up. `config.ts` fills it from WEB_* variables; `createWebChannel` parses it once more. */
export const WebSettings = z.object({
  /** The site's name; the account id of every address of this channel. */
  site: AccountId,
  /** Signs visitor ids. Changing it gives every visitor a new identity. */
  secret: z.string().min(32, 'Set WEB_SECRET to at least 32 random characters (or leave it empty to have one made).'),
  /** Origins besides our own that may embed the widget, such as "https://shop.example". */
  allowedOrigins: z.array(
    z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
      error: 'Write each of WEB_ALLOWED_ORIGINS as scheme and host without a path, such as https://shop.example',
    }),
  ),
  /** Spoken when neither the page nor the browser names one of ours. */
  defaultLocale: Locale,
});
export type WebSettings = z.infer<typeof WebSettings>;
