import * as z from 'zod';
import { AccountId, type Address, type Channel, type Clock } from '../../core/index.ts';
import { Answer, createWeComApi, type WeComApi } from './api.ts';
import { STALE_CONTACT, WeComRefusal } from './failure.ts';
import { groupMessages } from './group-messages.ts';
import { addressOf, WECOM_CONTACT } from './peers.ts';

export interface WeComContactsSettings {
  apiRoot: string;
  corpId: string;
  secret: string;
  timeoutMs: number;
}

/** An employee who has this customer as a contact, with the corp's tags that they have given. */
export interface ContactPair {
  employee: string;
  tags: readonly string[];
}

export interface ContactRoom {
  id: string;
  title: string;
  /** Employees and customers. */
  members: number;
  customers: readonly { id: string; name: string | null }[];
}

/** 客户联系 as it can be read and changed. Throws as the API does. */
export interface ContactDirectory {
  /** Every pair of an employee and a customer, a page at a time. */
  pairs(): AsyncIterable<readonly (ContactPair & { customer: string; name: string | null })[]>;
  /** Null: nobody has them as a contact any more. */
  contact(customer: string): Promise<{ name: string | null; pairs: readonly ContactPair[] } | null>;
  rooms(): Promise<readonly string[]>;
  /** Null: the room is not there any more. */
  room(id: string): Promise<ContactRoom | null>;
  /** The corp's tags; what employees made for themselves is not among them. */
  tags(): Promise<readonly { id: string; name: string }[]>;
  mark(
    pair: { employee: string; customer: string },
    change: { add: readonly string[]; remove: readonly string[] },
  ): Promise<void>;
}

export interface WeComContacts {
  /** Customers of employees can be written to by tasks only; this channel never sends by itself. */
  channel: Channel;
  tasks: ReturnType<typeof groupMessages>;
  directory: ContactDirectory;
  /** Where the same person writes to one of the customer-service accounts. */
  talkOf(customer: string, openKfId: string): Address;
}

export function createWeComContacts({ clock, ...settings }: WeComContactsSettings & { clock: Clock }): WeComContacts {
  const api = createWeComApi({ ...settings, clock });
  const account = AccountId.parse(settings.corpId);
  return {
    channel: {
      id: WECOM_CONTACT,
      account,
      abilities: {
        choices: 'numbered',
        maxText: 4_000,
        idempotentSend: false,
        proactive: { kind: 'task' },
        limits: {},
      },
      endpoints: [],
      start: (_inbox, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve(), { once: true });
        }),
      async send() {
        const detail = 'WeCom lets only employees write to their contacts: plan a campaign, which they confirm.';
        return { kind: 'refused', reason: { kind: 'forbidden' }, detail };
      },
    },
    tasks: groupMessages(api),
    directory: createDirectory(api),
    talkOf: (external_userid, open_kfid) => addressOf(account, { external_userid, open_kfid }),
  };
}

const FollowUsers = Answer.extend({ follow_user: z.array(z.string()).default([]) });
const ContactPage = Answer.extend({
  next_cursor: z.string().default(''),
  external_contact_list: z
    .array(
      z.object({
        external_contact: z.object({ external_userid: z.string().min(1).max(128), name: z.string().default('') }),
        follow_info: z.object({ userid: z.string().min(1).max(128), tag_id: z.array(z.string()).default([]) }),
      }),
    )
    .default([]),
});
const Contact = Answer.extend({
  next_cursor: z.string().default(''),
  external_contact: z.object({ name: z.string().default('') }),
  follow_user: z
    .array(
      z.object({
        userid: z.string(),
        // 1: of the corp, 2: of the employee alone, 3: of a rule group
        tags: z.array(z.object({ type: z.number().int(), tag_id: z.string().optional() })).default([]),
      }),
    )
    .default([]),
});
const RoomPage = Answer.extend({
  next_cursor: z.string().default(''),
  group_chat_list: z.array(z.object({ chat_id: z.string().min(1).max(128) })).default([]),
});
const Room = Answer.extend({
  group_chat: z.object({
    name: z.string().default(''),
    member_list: z
      .array(z.object({ userid: z.string(), type: z.number().int(), name: z.string().optional() }))
      .default([]),
  }),
});
const Tags = Answer.extend({
  tag_group: z
    .array(
      z.object({ tag: z.array(z.object({ id: z.string(), name: z.string(), deleted: z.boolean().default(false) })) }),
    )
    .default([]),
});

/** batch/get_by_user takes so many employees and gives so many contacts at once. */
const EMPLOYEES_AT_ONCE = 100;
const CONTACTS_AT_ONCE = 100;

function createDirectory(api: WeComApi): ContactDirectory {
  const post = <S extends z.ZodType>(path: string, body: object, schema: S) =>
    api.post(`externalcontact/${path}`, body, schema);

  return {
    async *pairs() {
      const { follow_user } = await api.get('externalcontact/get_follow_user_list', {}, FollowUsers);
      for (let start = 0; start < follow_user.length; start += EMPLOYEES_AT_ONCE) {
        const userid_list = follow_user.slice(start, start + EMPLOYEES_AT_ONCE);
        for (let cursor: string | null = ''; cursor !== null; ) {
          const page: z.output<typeof ContactPage> = await post(
            'batch/get_by_user',
            { userid_list, cursor, limit: CONTACTS_AT_ONCE },
            ContactPage,
          );
          yield page.external_contact_list.map(({ external_contact: who, follow_info: by }) => ({
            customer: who.external_userid,
            name: who.name || null,
            employee: by.userid,
            tags: by.tag_id,
          }));
          cursor = page.next_cursor || null;
        }
      }
    },
    async contact(external_userid) {
      const pairs: ContactPair[] = [];
      let name: string | null = null;
      try {
        for (let cursor: string | null = ''; cursor !== null; ) {
          const page: z.output<typeof Contact> = await api.get(
            'externalcontact/get',
            { external_userid, cursor },
            Contact,
          );
          name = page.external_contact.name || null;
          for (const { userid, tags } of page.follow_user) {
            const own = tags.flatMap((tag) => (tag.type === 1 && tag.tag_id ? [tag.tag_id] : []));
            pairs.push({ employee: userid, tags: own });
          }
          cursor = page.next_cursor || null;
        }
      } catch (error) {
        if (error instanceof WeComRefusal && STALE_CONTACT.has(error.code)) return null;
        throw error;
      }
      return pairs.length === 0 ? null : { name, pairs };
    },
    async rooms() {
      const found: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const body = { status_filter: 0, cursor, limit: 1_000 };
        const page: z.output<typeof RoomPage> = await post('groupchat/list', body, RoomPage);
        found.push(...page.group_chat_list.map(({ chat_id }) => chat_id));
        cursor = page.next_cursor || null;
      }
      return found;
    },
    async room(chat_id) {
      try {
        const { group_chat } = await post('groupchat/get', { chat_id, need_name: 1 }, Room);
        const customers = group_chat.member_list.filter(({ type }) => type === 2);
        return {
          id: chat_id,
          title: group_chat.name,
          members: group_chat.member_list.length,
          customers: customers.map(({ userid, name }) => ({ id: userid, name: name || null })),
        };
      } catch (error) {
        if (error instanceof WeComRefusal && STALE_CONTACT.has(error.code)) return null;
        throw error;
      }
    },
    async tags() {
      const { tag_group } = await post('get_corp_tag_list', {}, Tags);
      return tag_group.flatMap(({ tag }) =>
        tag.filter(({ deleted }) => !deleted).map(({ id, name }) => ({ id, name })),
      );
    },
    async mark({ employee, customer }, { add, remove }) {
      const body = { userid: employee, external_userid: customer, add_tag: add, remove_tag: remove };
      await post('mark_tag', body, Answer);
    },
  };
}
