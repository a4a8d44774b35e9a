import type { Answer, Methods } from './server.ts';

/**
 * The customer-contact sends: a message is created as a task, employees confirm it in their client, and only then does
 * anybody get it.
 */
export interface TaskDesk {
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
}

interface Task {
  id: string;
  text: string;
  receivers: Map<string, { employee: string; status: number; isRoom: boolean }>;
  confirmed: Set<string>;
}

const NO_SUCH_MSG: Answer = { errcode: 41063, errmsg: 'msgid not found' };

export function taskDesk(): { desk: TaskDesk; methods: Methods } {
  const employeeOf = new Map<string, string>();
  const ownerOf = new Map<string, string>();
  const tasks: Task[] = [];
  const inbox = new Map<string, string[]>();
  let reminders = 0;
  const taskOf = (body: Record<string, unknown>) => tasks.find(({ id }) => id === body['msgid']);

  const methods: Methods = {
    'externalcontact/add_msg_template': (body) => {
      const { content } = body['text'] as { content: string };
      const isRooms = body['chat_type'] === 'group';
      const wanted = (isRooms ? body['chat_id_list'] : body['external_userid']) as string[];
      const isWhole = isRooms ? typeof body['sender'] === 'string' && wanted.length <= 2_000 : true;
      if (wanted.length === 0 || content === '' || Buffer.byteLength(content) > 4_000 || !isWhole)
        return { errcode: 40058, errmsg: 'invalid parameter' };
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
    },
    'externalcontact/get_groupmsg_task': (body) => {
      const task = taskOf(body);
      if (!task) return NO_SUCH_MSG;
      const employees = [...new Set([...task.receivers.values()].map(({ employee }) => employee))];
      const task_list = employees.map((userid) => ({ userid, status: task.confirmed.has(userid) ? 2 : 0 }));
      return { errcode: 0, task_list };
    },
    'externalcontact/get_groupmsg_send_result': (body) => {
      const task = taskOf(body);
      if (!task) return NO_SUCH_MSG;
      const own = [...task.receivers].filter(([, { employee }]) => employee === body['userid']);
      const send_list = own.map(([id, { status, isRoom }]) =>
        isRoom ? { chat_id: id, status } : { external_userid: id, status },
      );
      return { errcode: 0, send_list };
    },
    'externalcontact/remind_groupmsg_send': (body) => {
      if (!taskOf(body)) return NO_SUCH_MSG;
      reminders += 1;
      return { errcode: 0 };
    },
  };

  return {
    methods,
    desk: {
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
    },
  };
}
