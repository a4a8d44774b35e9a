import * as z from 'zod';
import { flag, type ValuesOf, variable, wholeNumber } from './variable.ts';

/** WeChat through Wechaty. */
export const WECHAT = {
  WECHAT_PUPPET_TOKEN: variable(
    z.string().min(1).optional(),
    'Switches WeChat through Wechaty on: the token of a puppet service. It risks the WeChat account, see docs/recipes/connect-wechat.md.',
    { secret: true },
  ),
  WECHAT_PUPPET: variable(
    z
      .string()
      .regex(
        /^(?:@[\w-]+\/)?wechaty-puppet-[\w-]+$/,
        'must be the npm package of a puppet, such as wechaty-puppet-service',
      )
      .optional(),
    'Another puppet than wechaty-puppet-service; switches WeChat on, too. Its package has to be installed.',
  ),
  WECHAT_PUPPET_ENDPOINT: variable(
    z
      .string()
      .regex(/^[\w.-]+:\d{1,5}$/, 'must be host:port, such as 127.0.0.1:8788')
      .optional(),
    'Where the puppet service listens; without it the token is looked up at Wechaty.',
  ),
  WECHAT_PUPPET_TLS: variable(
    flag.default(true),
    'false only for a puppet service in the same machine or private network.',
  ),
  WECHAT_ACCOUNT: variable(
    z
      .string()
      .regex(/^[\w-]{1,64}$/, 'takes 1 to 64 letters, digits, _ or -')
      .default('wechat'),
    'Names the WeChat account in addresses; to change it makes every customer a new one.',
  ),
  WECHAT_DATA_DIR: variable(
    z.string().min(1).default('data/wechat'),
    'The login and what the inbox has not taken yet. Keep it between starts.',
  ),
  WECHAT_ACCEPT_FRIENDS: variable(flag.default(false), 'Accept friend requests by itself.'),
  WECHAT_PROACTIVE: variable(
    flag.default(false),
    'Let alerts and care write first in WeChat. That is what gets accounts banned.',
  ),
  WECHAT_LIMIT_GLOBAL: variable(wholeNumber.min(1).default(20), 'Messages per minute in all WeChat chats together.'),
  WECHAT_LIMIT_CHAT: variable(wholeNumber.min(1).default(8), 'Messages per minute to one person in WeChat.'),
  WECHAT_LIMIT_GROUP: variable(wholeNumber.min(1).default(6), 'Messages per minute to one WeChat room.'),
  WECHAT_JITTER_MS: variable(
    wholeNumber.min(0).max(30_000).default(1_500),
    'Sends to WeChat wait a random part of this first.',
  ),
} as const;

/** Whether anything of WeChat is to be loaded. */
export function usesWeChat(values: Pick<ValuesOf<typeof WECHAT>, 'WECHAT_PUPPET' | 'WECHAT_PUPPET_TOKEN'>): boolean {
  return values.WECHAT_PUPPET !== undefined || values.WECHAT_PUPPET_TOKEN !== undefined;
}

export function* weChatContradictions(values: ValuesOf<typeof WECHAT>) {
  if (values.WECHAT_PUPPET === 'wechaty-puppet-service' && !values.WECHAT_PUPPET_TOKEN)
    yield 'WECHAT_PUPPET_TOKEN (not set): wechaty-puppet-service wants the token that its seller gave you';
}
