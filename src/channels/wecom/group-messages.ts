import * as z from 'zod';
import { type Clock, errorText } from '../../core/index.ts';
import { Answer, createWeComApi, type WeComApi } from './api.ts';
import { explain, NotSentError, TOO_MANY, WeComRefusal } from './failure.ts';
import { plainText } from './plain-text.ts';

export interface GroupMessageSettings {
  /** https://qyapi.weixin.qq.com, or a peer in tests. */
  apiRoot: string;
  corpId: string;
  secret: string;
  clock: Clock;
}

const Created = Answer.extend({ msgid: z.string(), fail_list: z.array(z.string()).default([]) });
const Tasks = Answer.extend({
  next_cursor: z.string().default(''),
  task_list: z.array(z.object({ userid: z.string(), status: z.number().int() })).default([]),
});
const Results = Answer.extend({
  next_cursor: z.string().default(''),
  send_list: z
    .array(
      z.object({
        external_userid: z.string().default(''),
        chat_id: z.string().default(''),
        status: z.number().int(),
      }),
    )
    .default([]),
});
const Room = Answer.extend({ group_chat: z.object({ owner: z.string() }) });

const TIMEOUT_MS = 10_000;
/** groupchat/get: no such room, or not one that the app may see. */
const NO_SUCH_ROOM = [49008, 40050];
const STATUS = ['waiting', 'sent', 'not-friend', 'over-quota'] as const;

type Proposal =
  | { kind: 'customers'; receivers: readonly string[]; text: string }
  | { kind: 'rooms'; sender: string; receivers: readonly string[]; text: string };

/**
 * 企业微信「客户联系」群发: a message that employees are asked to send. Creating it sends nothing
 * (developer.work.weixin.qq.com, add_msg_template, get_groupmsg_task, get_groupmsg_send_result, remind_groupmsg_send).
 */
export function createGroupMessages(settings: GroupMessageSettings) {
  return groupMessages(createWeComApi({ ...settings, timeoutMs: TIMEOUT_MS }));
}

export function groupMessages(api: WeComApi) {
  const call = <S extends z.ZodType>(path: string, body: object, schema: S) =>
    api.post(`externalcontact/${path}`, body, schema);

  return {
    /** What is for customers is shown to whoever looks after them; what is for rooms, to `sender`, who owns them. */
    async propose(proposal: Proposal) {
      const text = { content: plainText(proposal.text) };
      const body =
        proposal.kind === 'customers'
          ? { chat_type: 'single', external_userid: proposal.receivers, text }
          : { chat_type: 'group', sender: proposal.sender, chat_id_list: proposal.receivers, text };
      try {
        const { msgid, fail_list: failed } = await call('add_msg_template', body, Created);
        return { kind: 'created' as const, messageId: msgid, failed };
      } catch (thrown) {
        if (thrown instanceof NotSentError) return { kind: 'later' as const, detail: thrown.message };
        if (!(thrown instanceof WeComRefusal)) return { kind: 'unsure' as const, detail: errorText(thrown) };
        const kind = TOO_MANY.has(thrown.code) ? ('later' as const) : ('refused' as const);
        return { kind, detail: explain(thrown) };
      }
    },
    async ownersOf(rooms: readonly string[]) {
      const owners = new Map<string, string>();
      for (const chat_id of rooms) {
        try {
          owners.set(chat_id, (await call('groupchat/get', { chat_id, need_name: 0 }, Room)).group_chat.owner);
        } catch (thrown) {
          if (!(thrown instanceof WeComRefusal) || !NO_SUCH_ROOM.includes(thrown.code)) throw thrown;
        }
      }
      return owners;
    },
    async employees(messageId: string) {
      const found: { employee: string; confirmed: boolean }[] = [];
      for (let cursor = ''; ; ) {
        const page = await call('get_groupmsg_task', { msgid: messageId, limit: 1_000, cursor }, Tasks);
        found.push(...page.task_list.map(({ userid, status }) => ({ employee: userid, confirmed: status === 2 })));
        if (page.next_cursor === '') return found;
        cursor = page.next_cursor;
      }
    },
    async results(messageId: string, employee: string) {
      const found: { receiver: string; status: (typeof STATUS)[number] }[] = [];
      for (let cursor = ''; ; ) {
        const body = { msgid: messageId, userid: employee, limit: 1_000, cursor };
        const page = await call('get_groupmsg_send_result', body, Results);
        for (const { external_userid, chat_id, status } of page.send_list)
          found.push({ receiver: external_userid || chat_id, status: STATUS[status] ?? 'waiting' });
        if (page.next_cursor === '') return found;
        cursor = page.next_cursor;
      }
    },
    async remind(messageId: string) {
      await call('remind_groupmsg_send', { msgid: messageId }, Answer);
    },
  };
}
