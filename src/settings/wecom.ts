import * as z from 'zod';
import { flag, type ValuesOf, variable, webAddress, wholeNumber } from './variable.ts';

/** WeCom (企业微信): 微信客服 for people who write from WeChat, 客户联系 for customers and groups of employees. */
export const WECOM = {
  WECOM_CORP_ID: variable(
    z
      .string()
      .regex(/^[\w-]{6,64}$/, 'must look like ww1234567890abcdef')
      .optional(),
    'Switches WeCom on: 企业ID, in the admin console under 我的企业.',
  ),
  WECOM_SECRET: variable(
    z.string().min(16, 'must be the whole secret').optional(),
    'Secret of the app that may call 微信客服.',
    {
      secret: true,
    },
  ),
  WECOM_CALLBACK_TOKEN: variable(
    z
      .string()
      .regex(/^[A-Za-z0-9]{1,32}$/, 'must be 1 to 32 letters and digits')
      .optional(),
    'Token of the app under 接收消息. The address to enter there is PUBLIC_URL/webhooks/wecom.',
    { secret: true },
  ),
  WECOM_CALLBACK_AES_KEY: variable(
    z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/, 'must be 43 letters and digits')
      .optional(),
    'EncodingAESKey of the app under 接收消息.',
    { secret: true },
  ),
  WECOM_CONTACTS: variable(
    flag.default(false),
    'true: customers, groups and tags of 客户联系 are read, and campaigns can be sent through employees.',
  ),
  WECOM_CONTACT_SECRET: variable(
    z.string().min(16, 'must be the whole secret').optional(),
    'Secret of the app that may call 客户联系, if it is another one than WECOM_SECRET.',
    { secret: true },
  ),
  WECOM_API_ROOT: variable(
    webAddress.default('https://qyapi.weixin.qq.com'),
    'Another address of the API, such as a proxy whose address is on the list of the app.',
  ),
  WECOM_SWEEP_MINUTES: variable(
    wholeNumber.min(1).max(1_440).default(5),
    'Messages are also fetched this often without a callback.',
  ),
  WECOM_WINDOW_MESSAGES: variable(
    wholeNumber.min(1).default(5),
    'Messages that WeCom lets you send after each message of a customer.',
  ),
  WECOM_WINDOW_HOURS: variable(wholeNumber.min(1).default(48), 'How long after it.'),
  WECOM_LIMIT_SECOND: variable(wholeNumber.min(1).default(100), 'Messages per second in all talks together.'),
} as const;

/** What belongs together, one sentence each. */
export function* wecomContradictions(values: ValuesOf<typeof WECOM>) {
  if (!values.WECOM_CORP_ID) return;
  for (const name of ['WECOM_SECRET', 'WECOM_CALLBACK_TOKEN', 'WECOM_CALLBACK_AES_KEY'] as const)
    if (!values[name])
      yield `${name} (not set): WECOM_CORP_ID needs it; docs/recipes/connect-wecom.md says where it is`;
}
