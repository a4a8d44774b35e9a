import * as z from 'zod';
import type { Clock } from '../../core/index.ts';

export interface GroupMessageSettings {
  /** https://qyapi.weixin.qq.com, or a peer in tests. */
  apiRoot: string;
  corpId: string;
  secret: string;
  clock: Clock;
}

/** What an answer of the platform means for a request that may have had its effect. */
class WeComRefusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(`${code} ${message}`);
    this.code = code;
  }
}

const Answer = z.object({ errcode: z.number().int().default(0), errmsg: z.string().default('') });
const Token = Answer.extend({ access_token: z.string(), expires_in: z.number() });
const Created = Answer.extend({ msgid: z.string(), fail_list: z.array(z.string()).default([]) });
const Tasks = Answer.extend({
  next_cursor: z.string().default(''),
  task_list: z.array(z.object({ userid: z.string(), status: z.number().int() })).default([]),
});
const Results = Answer.extend({
  next_cursor: z.string().default(''),
  send_list: z
    .array(
      z.object({ external_userid: z.string().default(''), chat_id: z.string().default(''), status: z.number().int() }),
    )
    .default([]),
});

const Room = Answer.extend({ group_chat: z.object({ owner: z.string() }) });

const TIMEOUT_MS = 10_000;
/** The platform's codes for a token that is no longer good, and for too many calls. */
const STALE_TOKEN = [40014, 42001];
const TOO_MANY = [45009, -1];
const NO_SUCH_ROOM = [49008, 40050];
const STATUS = ['waiting', 'sent', 'not-friend', 'over-quota'] as const;

/**
 * 企业微信「客户联系」群发: a message that employees are asked to send. Creating it sends nothing
 * (developer.work.weixin.qq.com, add_msg_template, get_groupmsg_task, get_groupmsg_send_result, remind_groupmsg_send).
 */
export function createGroupMessages({ apiRoot, corpId, secret, clock }: GroupMessageSettings) {
  let token: { value: string; until: number } | null = null;
  let asking: Promise<string> | null = null;

  async function tokenNow(): Promise<string> {
    if (token !== null && token.until > clock.now()) return token.value;
    asking ??= fresh().finally(() => {
      asking = null;
    });
    return asking;
  }

  async function fresh(): Promise<string> {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
    const response = await fetch(`${apiRoot}/cgi-bin/gettoken?${query}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const answer = checked(Token, await response.json());
    token = { value: answer.access_token, until: clock.now() + (answer.expires_in - 300) * 1_000 };
    return answer.access_token;
  }

  async function call<S extends z.ZodType>(path: string, body: object, schema: S, again = true): Promise<z.output<S>> {
    const url = `${apiRoot}/cgi-bin/externalcontact/${path}?access_token=${encodeURIComponent(await tokenNow())}`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    try {
      return checked(schema, await response.json());
    } catch (thrown) {
      if (!(thrown instanceof WeComRefusal) || !STALE_TOKEN.includes(thrown.code) || !again) throw thrown;
      token = null;
      return call(path, body, schema, false);
    }
  }

  return {
    /** What is for customers is shown to whoever looks after them; what is for rooms, to `sender`, who owns them. */
    async propose(
      proposal:
        | { kind: 'customers'; receivers: readonly string[]; text: string }
        | { kind: 'rooms'; sender: string; receivers: readonly string[]; text: string },
    ) {
      try {
        await tokenNow();
      } catch (thrown) {
        return { kind: 'later' as const, detail: String(thrown) };
      }
      try {
        const text = { content: proposal.text };
        const body =
          proposal.kind === 'customers'
            ? { chat_type: 'single', external_userid: proposal.receivers, text }
            : { chat_type: 'group', sender: proposal.sender, chat_id_list: proposal.receivers, text };
        const { msgid, fail_list: failed } = await call('add_msg_template', body, Created);
        return { kind: 'created' as const, messageId: msgid, failed };
      } catch (thrown) {
        if (!(thrown instanceof WeComRefusal)) return { kind: 'unsure' as const, detail: String(thrown) };
        const kind = TOO_MANY.includes(thrown.code) ? ('later' as const) : ('refused' as const);
        return { kind, detail: thrown.message };
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

function checked<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const { errcode, errmsg } = Answer.parse(answer);
  if (errcode !== 0) throw new WeComRefusal(errcode, errmsg);
  return schema.parse(answer);
}
