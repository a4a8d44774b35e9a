import * as z from 'zod';
import { WarmlineError } from '../../core/index.ts';

/** What the channel needs to know. The environment variables that carry it are named in `VARIABLES`. */
export const WeComSettings = z.strictObject({
  /** 企业 ID, on 我的企业. */
  corpId: z.string().regex(/^[A-Za-z0-9_-]{6,64}$/, 'expected the corp id, such as ww1234567890abcdef'),
  /** Secret of the app that 微信客服 lets call its API. */
  secret: z.string().min(16, 'expected the secret of the app'),
  /** Token of the app's callback. */
  token: z.string().regex(/^[A-Za-z0-9]{1,32}$/, 'expected 1-32 letters and digits'),
  /** EncodingAESKey of the app's callback. */
  aesKey: z.string().regex(/^[A-Za-z0-9]{43}$/, 'expected 43 letters and digits'),
  apiRoot: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://qyapi.weixin.qq.com'),
  /** How long one call may take. The outbox gives up a send after 20 s. */
  timeoutMs: z.int().min(100).max(60_000).default(8_000),
  /** Messages are also fetched this often without a callback, so that a lost one loses nothing. */
  sweepMs: z
    .int()
    .min(1_000)
    .default(5 * 60_000),
  /** WeCom lets a customer be sent so many messages after each of theirs, for so long. */
  window: z.strictObject({ messages: z.int().min(1), hours: z.int().min(1) }).default({ messages: 5, hours: 48 }),
  /** Messages a second in all; WeCom counts 10,000 calls a minute per corp and API. */
  perSecond: z.int().min(1).default(100),
});
export type WeComSettings = z.infer<typeof WeComSettings>;
export type WeComSettingsInput = z.input<typeof WeComSettings>;

const VARIABLES: Record<string, string> = {
  corpId: 'WECOM_CORP_ID',
  secret: 'WECOM_SECRET',
  token: 'WECOM_CALLBACK_TOKEN',
  aesKey: 'WECOM_CALLBACK_AES_KEY',
  apiRoot: 'WECOM_API_ROOT',
};

/** Throws CHANNEL_MISCONFIGURED with every wrong setting, named by its variable; values are never repeated. */
export function readWeComSettings(input: WeComSettingsInput): WeComSettings {
  const parsed = WeComSettings.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? 'settings');
    return `${VARIABLES[name] ?? `wecom ${path.join('.')}`}: ${message}`;
  });
  throw new WarmlineError('CHANNEL_MISCONFIGURED', `WeCom cannot start. ${lines.join('; ')}`);
}
