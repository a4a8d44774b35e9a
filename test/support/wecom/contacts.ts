import type { Answer, Methods } from './server.ts';
import type { TaskDesk } from './tasks.ts';

/** 客户联系: who looks after whom, rooms of customers, and the corp's tags. */
export interface ContactDesk {
  /** The corp's tags by id. */
  tags: Map<string, string>;
  /** Names of customers. */
  names: Map<string, string>;
  /** The tag ids of one employee and customer. */
  tagsOf(employee: string, customer: string): Set<string>;
  rooms: Map<string, { title: string; customers: string[] }>;
}

const ok = (more: object = {}): Answer => ({ errcode: 0, errmsg: 'ok', ...more });
const no = (errcode: number, errmsg: string): Answer => ({ errcode, errmsg });

export function contactDesk({ employeeOf, ownerOf }: TaskDesk): { desk: ContactDesk; methods: Methods } {
  const marks = new Map<string, Set<string>>();
  const desk: ContactDesk = {
    tags: new Map(),
    names: new Map(),
    tagsOf(employee, customer) {
      const key = `${employee} ${customer}`;
      const known = marks.get(key) ?? new Set();
      marks.set(key, known);
      return known;
    },
    rooms: new Map(),
  };

  const methods: Methods = {
    'externalcontact/get_follow_user_list': () => ok({ follow_user: [...new Set(employeeOf.values())] }),
    'externalcontact/batch/get_by_user': (body) => {
      const wanted = body['userid_list'] as string[];
      const all = [...employeeOf].filter(([, employee]) => wanted.includes(employee));
      const start = Number(body['cursor'] || 0);
      const end = start + Math.min(Number(body['limit']), 2);
      return ok({
        next_cursor: end < all.length ? String(end) : '',
        external_contact_list: all.slice(start, end).map(([external_userid, userid]) => ({
          external_contact: { external_userid, name: desk.names.get(external_userid) ?? '', type: 1 },
          follow_info: { userid, tag_id: [...desk.tagsOf(userid, external_userid)] },
        })),
      });
    },
    'externalcontact/get': (_body, query) => {
      const external_userid = query.get('external_userid') ?? '';
      const userid = employeeOf.get(external_userid);
      if (userid === undefined) return no(84061, 'not external contact');
      const tags = [...desk.tagsOf(userid, external_userid)].map((tag_id) => ({ type: 1, tag_id }));
      return ok({
        external_contact: { external_userid, name: desk.names.get(external_userid) ?? '' },
        follow_user: [{ userid, tags }],
      });
    },
    'externalcontact/get_corp_tag_list': () =>
      ok({
        tag_group: [{ group_id: 'g', group_name: '喜好', tag: [...desk.tags].map(([id, name]) => ({ id, name })) }],
      }),
    'externalcontact/mark_tag': (body) => {
      const [userid, external_userid] = [String(body['userid']), String(body['external_userid'])];
      if (employeeOf.get(external_userid) !== userid) return no(84061, 'not external contact');
      const [add, remove] = [body['add_tag'], body['remove_tag']].map((list) => (list ?? []) as string[]);
      if ([...(add ?? []), ...(remove ?? [])].some((id) => !desk.tags.has(id))) return no(40068, 'invalid tagid');
      const own = desk.tagsOf(userid, external_userid);
      for (const id of add ?? []) own.add(id);
      for (const id of remove ?? []) own.delete(id);
      return ok();
    },
    'externalcontact/groupchat/list': (body) => {
      if (Number(body['limit']) > 1_000) return no(40058, 'invalid limit');
      return ok({ group_chat_list: [...desk.rooms.keys()].map((chat_id) => ({ chat_id, status: 0 })) });
    },
    'externalcontact/groupchat/get': (body) => {
      const chat_id = String(body['chat_id']);
      const room = desk.rooms.get(chat_id);
      const owner = ownerOf.get(chat_id);
      if (owner === undefined) return no(49008, 'invalid chat_id');
      const member_list = [
        { userid: owner, type: 1, name: owner },
        ...(room?.customers ?? []).map((userid) => ({ userid, type: 2, name: desk.names.get(userid) ?? '' })),
      ];
      return ok({ group_chat: { chat_id, name: room?.title ?? '', owner, member_list } });
    },
  };
  return { desk, methods };
}
