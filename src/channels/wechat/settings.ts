import { isAbsolute, resolve } from 'node:path';
import * as z from 'zod';
import { AccountId, type ChannelAbilities, WarmlineError } from '../../core/index.ts';

const rate = z.strictObject({ count: z.int().positive(), perMs: z.int().positive() });

/** What the channel needs to know. The environment variables that carry it are named in `VARIABLES`. */
const WeChatSettings = z
  .strictObject({
    /** The npm package of the puppet that speaks with WeChat. It has to be installed. */
    puppet: z
      .string()
      .regex(
        /^(?:@[\w-]+\/)?wechaty-puppet-[\w-]+$/,
        'expected the package of a puppet, such as wechaty-puppet-service',
      )
      .default('wechaty-puppet-service'),
    /** What the seller of the puppet service gave you. */
    token: z.string().min(1).optional(),
    /** Where a puppet service listens, if its token is not to be looked up at Wechaty's directory. */
    endpoint: z
      .string()
      .regex(/^[\w.-]+:\d{1,5}$/, 'expected host:port, such as 127.0.0.1:8788')
      .optional(),
    /** Without TLS only within one machine or a private network: the token and every message go in the clear. */
    tls: z.boolean().default(true),
    /** Names this WeChat account in addresses; to change it makes every customer a new one. */
    account: AccountId,
    /** The login, what was not yet taken over by the inbox, and the state that `doctor` reads. */
    dataDirectory: z
      .string()
      .min(1)
      .transform((path) => (isAbsolute(path) ? path : resolve(path))),
    acceptFriends: z.boolean().default(false),
    proactive: z.boolean().default(false),
    /** Sends wait a random part of this first: a person does not type with a metronome. */
    jitterMs: z.int().min(0).max(30_000).default(1_500),
    /** How long one send may take before it is `unsure`. */
    sendTimeoutMs: z.int().min(100).max(300_000).default(30_000),
    limits: z.strictObject({ global: rate, chat: rate, group: rate }).default({
      global: { count: 20, perMs: 60_000 },
      chat: { count: 8, perMs: 60_000 },
      group: { count: 6, perMs: 60_000 },
    }),
  })
  .superRefine(({ puppet, token }, context) => {
    if (puppet !== 'wechaty-puppet-service' || token !== undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['token'],
      message: 'a puppet service wants the token that its seller gave you',
    });
  });
export type WeChatSettings = z.infer<typeof WeChatSettings>;
export type WeChatSettingsInput = z.input<typeof WeChatSettings>;

const VARIABLES: Record<string, string> = {
  puppet: 'WECHAT_PUPPET',
  token: 'WECHAT_PUPPET_TOKEN',
  endpoint: 'WECHAT_PUPPET_ENDPOINT',
  account: 'WECHAT_ACCOUNT',
  dataDirectory: 'WECHAT_DATA_DIR',
};

/** Throws CHANNEL_MISCONFIGURED with every wrong setting, named by its variable; values are never repeated. */
export function readWeChatSettings(input: WeChatSettingsInput): WeChatSettings {
  const parsed = WeChatSettings.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? 'settings');
    return `${VARIABLES[name] ?? `wechat ${path.join('.')}`}: ${message}`;
  });
  throw new WarmlineError('CHANNEL_MISCONFIGURED', `WeChat cannot start. ${lines.join('; ')}`);
}

/**
 * Longest text of one message, in UTF-16 units. WeChat publishes no limit; puppets are known to cut or drop what is much
 * longer, and nobody reads more in a bubble.
 */
export const MAX_TEXT = 2_000;

/** What we begin ourselves is what gets accounts banned, so it takes an explicit yes. */
export function weChatAbilities({ limits, proactive }: WeChatSettings): ChannelAbilities {
  return {
    choices: 'numbered',
    maxText: MAX_TEXT,
    /** Nothing in Wechaty names a send, so nothing can drop its repetition. */
    idempotentSend: false,
    proactive: { kind: proactive ? 'free' : 'none' },
    limits,
  };
}
