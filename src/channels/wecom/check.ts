import * as z from 'zod';
import type { Clock } from '../../core/index.ts';
import { Answer, createWeComApi, type WeComApiOptions } from './api.ts';
import { explain } from './failure.ts';
import { WEBHOOK_PATH } from './webhook.ts';

type Reach = Omit<WeComApiOptions, 'clock' | 'timeoutMs'> & { clock: Clock };

const PATIENCE_MS = 8_000;
const Accounts = Answer.extend({
  account_list: z
    .array(z.object({ name: z.string().default(''), manage_privilege: z.boolean().optional() }))
    .default([]),
});
const FollowUsers = Answer.extend({ follow_user: z.array(z.string()).default([]) });

/** Whether customer service can be reached with these settings, in a sentence; throws a sentence that says what to do. */
export async function checkKf(reach: Reach, publicUrl: string | null): Promise<string> {
  const api = createWeComApi({ ...reach, timeoutMs: PATIENCE_MS });
  const { account_list } = await inWords(api.post('kf/account/list', { offset: 0, limit: 100 }, Accounts));
  if (account_list.length === 0)
    throw new Error(
      'corp and secret are right, but the app has no customer-service account: add one under 微信客服 and let the API manage it',
    );
  if (publicUrl === null)
    throw new Error(
      `reachable, but WeCom cannot call back: set PUBLIC_URL and enter PUBLIC_URL${WEBHOOK_PATH} in the admin console under 接收消息`,
    );
  const names = account_list.map(({ name }) => name).join(', ');
  return `reachable; customer service: ${names}; callback address: ${publicUrl}${WEBHOOK_PATH}`;
}

/** The same for 客户联系. */
export async function checkContacts(reach: Reach): Promise<string> {
  const api = createWeComApi({ ...reach, timeoutMs: PATIENCE_MS });
  const { follow_user } = await inWords(api.get('externalcontact/get_follow_user_list', {}, FollowUsers));
  if (follow_user.length === 0)
    throw new Error('reachable, but no employee may have customers: admin console, 客户与上下游 → 客户联系 → 权限配置');
  return `reachable; ${follow_user.length} employee(s) with customers`;
}

async function inWords<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new Error(explain(error));
  }
}
