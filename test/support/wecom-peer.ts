import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * WeCom's customer-contact sends over real HTTP, as far as documented: a message is created as a task, employees confirm
 * it in their client, and only then does anybody get it. Refuses what the platform refuses.
 */
export interface WeComPeer {
  apiRoot: string;
  /** Which employee looks after which customer; a customer without one is in the fail list. */
  employeeOf: Map<string, string>;
  /** Which employee owns which room of customers. */
  ownerOf: Map<string, string>;
  /** The employee presses send: each of their customers gets it, except those named here. */
  confirm(employee: string, except?: Readonly<Record<string, 2 | 3>>): void;
  /** What really arrived, by customer. */
  arrived(): ReadonlyMap<string, string[]>;
  proposals(): number;
  reminders(): number;
  /** The next call of this name: ends like this. */
  fail(path: string, how: 'drop-after' | 'stale-token' | 'rate-limit'): void;
  close(): Promise<void>;
}

interface Task {
  id: string;
  text: string;
  receivers: Map<string, { employee: string; status: number; isRoom: boolean }>;
  confirmed: Set<string>;
}

export async function startWeComPeer(): Promise<WeComPeer> {
  const employeeOf = new Map<string, string>();
  const ownerOf = new Map<string, string>();
  const tasks: Task[] = [];
  const inbox = new Map<string, string[]>();
  const faults = new Map<string, 'drop-after' | 'stale-token' | 'rate-limit'>();
  let tokens = 0;
  let reminders = 0;

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://peer');
    const path = url.pathname.replace(/^\/cgi-bin\/(?:externalcontact\/)?/, '');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body: Record<string, unknown> = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
    const fault = faults.get(path);
    faults.delete(path);
    if (fault === 'rate-limit') return send(response, { errcode: 45009, errmsg: 'reach max api daily quota limit' });
    if (path === 'gettoken') {
      tokens += 1;
      return send(response, { errcode: 0, access_token: `token-${tokens}`, expires_in: 7_200 });
    }
    if (fault === 'stale-token' || url.searchParams.get('access_token') !== `token-${tokens}`)
      return send(response, { errcode: 42001, errmsg: 'access_token expired' });
    const result = carryOut(path, body);
    if (fault === 'drop-after') {
      response.destroy();
      return;
    }
    send(response, result);
  }

  function carryOut(path: string, body: Record<string, unknown>): object {
    const task = tasks.find(({ id }) => id === body['msgid']);
    switch (path) {
      case 'add_msg_template': {
        const { content } = body['text'] as { content: string };
        const isRooms = body['chat_type'] === 'group';
        const wanted = (isRooms ? body['chat_id_list'] : body['external_userid']) as string[];
        const isWhole = isRooms ? typeof body['sender'] === 'string' && wanted.length <= 2_000 : true;
        if (wanted.length === 0 || content === '' || !isWhole) return { errcode: 40058, errmsg: 'invalid parameter' };
        const senderOf = (id: string) => {
          const employee = isRooms ? ownerOf.get(id) : employeeOf.get(id);
          return isRooms && employee !== body['sender'] ? undefined : employee;
        };
        const receivers = new Map(
          wanted.flatMap((id) => {
            const employee = senderOf(id);
            return employee === undefined ? [] : [[id, { employee, status: 0, isRoom: isRooms }] as const];
          }),
        );
        const id = `msg-${tasks.length + 1}`;
        tasks.push({ id, text: content, receivers, confirmed: new Set() });
        return { errcode: 0, msgid: id, fail_list: wanted.filter((each) => !receivers.has(each)) };
      }
      case 'groupchat/get': {
        const owner = ownerOf.get(String(body['chat_id']));
        return owner === undefined
          ? { errcode: 49008, errmsg: 'invalid chat_id' }
          : { errcode: 0, group_chat: { chat_id: body['chat_id'], owner } };
      }
      case 'get_groupmsg_task': {
        if (!task) return { errcode: 41063, errmsg: 'msgid not found' };
        const employees = [...new Set([...task.receivers.values()].map(({ employee }) => employee))];
        return {
          errcode: 0,
          task_list: employees.map((userid) => ({ userid, status: task.confirmed.has(userid) ? 2 : 0 })),
        };
      }
      case 'get_groupmsg_send_result': {
        if (!task) return { errcode: 41063, errmsg: 'msgid not found' };
        const own = [...task.receivers].filter(([, { employee }]) => employee === body['userid']);
        return {
          errcode: 0,
          send_list: own.map(([id, { status, isRoom }]) =>
            isRoom ? { chat_id: id, status } : { external_userid: id, status },
          ),
        };
      }
      case 'remind_groupmsg_send':
        reminders += 1;
        return { errcode: task ? 0 : 41063, errmsg: '' };
      default:
        return { errcode: 40001, errmsg: 'unknown path' };
    }
  }

  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    employeeOf,
    ownerOf,
    confirm(employee, except = {}) {
      for (const task of tasks) {
        if (task.confirmed.has(employee)) continue;
        task.confirmed.add(employee);
        for (const [receiver, entry] of task.receivers) {
          if (entry.employee !== employee) continue;
          entry.status = except[receiver] ?? 1;
          if (entry.status === 1) inbox.set(receiver, [...(inbox.get(receiver) ?? []), task.text]);
        }
      }
    },
    arrived: () => inbox,
    proposals: () => tasks.length,
    reminders: () => reminders,
    fail: (path, how) => void faults.set(path, how),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
