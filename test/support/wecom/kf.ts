import type { Answer, Methods } from './server.ts';

/** What a customer sees in WeChat. */
export interface KfMessage {
  msgid: string;
  msgtype: string;
  text: string;
  choices: { id: string; label: string }[];
}

/** 微信客服 as far as it is documented: talks, their states, the window of five messages in 48 hours. */
export interface KfDesk {
  readonly account: string;
  /** A customer writes. */
  says(customer: string, text: string): string;
  clicks(customer: string, choice: { id: string; label: string }): string;
  sends(customer: string, message: Record<string, unknown>): string;
  /** A customer opens the chat. */
  enters(customer: string): void;
  /** A colleague takes the talk in the WeCom client, writes there, ends it. */
  taken(customer: string, servicer: string): void;
  servicerSays(customer: string, servicer: string, text: string): void;
  ended(customer: string, servicer: string): void;
  /** What was taken could not be delivered. */
  undelivered(customer: string, msgid: string, failType: number): void;
  received(customer: string): readonly KfMessage[];
  /** A file that a customer has sent. Returns its media id. */
  keep(bytes: Uint8Array): string;
  /** How many entries one answer of sync_msg has at most. */
  pageSize: number;
  /** Moves the clock of the platform. */
  passHours(hours: number): void;
}

interface Talk {
  state: 0 | 1 | 2 | 3 | 4;
  lastWordAt: number;
  sentSince: number;
  received: KfMessage[];
}

const ok = (more: object = {}): Answer => ({ errcode: 0, errmsg: 'ok', ...more });
const no = (errcode: number, errmsg: string): Answer => ({ errcode, errmsg });
const bytes = (text: unknown) => Buffer.byteLength(String(text ?? ''), 'utf8');

export function kfDesk(changed: (account: string, msgToken: string) => void): { desk: KfDesk; methods: Methods } {
  const account = 'wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw';
  const log: Record<string, unknown>[] = [];
  const talks = new Map<string, Talk>();
  const media = new Map<string, Uint8Array>();
  const msgTokens = new Set<string>();
  const codes = new Map<string, { customer: string; until: number }>();
  const seen = new Set<string>();
  let count = 0;
  let skewMs = 0;
  const now = () => Date.now() + skewMs;

  const talkOf = (customer: string): Talk => {
    const known = talks.get(customer) ?? { state: 0, lastWordAt: 0, sentSince: 0, received: [] };
    talks.set(customer, known);
    return known;
  };

  function happened(entry: Record<string, unknown>): string {
    count += 1;
    const msgid = `kfmsg_${String(count).padStart(6, '0')}_4WjjZVmdni5oc5PoFfy6UB`;
    log.push({ msgid, send_time: Math.floor(now() / 1_000), ...entry });
    const msgToken = `ENC${count}`;
    msgTokens.add(msgToken);
    changed(account, msgToken);
    return msgid;
  }

  const customerSays = (customer: string, message: Record<string, unknown>): string => {
    const talk = talkOf(customer);
    if (talk.state === 4) talk.state = 0;
    talk.lastWordAt = now();
    talk.sentSince = 0;
    return happened({ open_kfid: account, external_userid: customer, origin: 3, ...message });
  };

  const event = (customer: string, fields: Record<string, unknown>) =>
    happened({
      origin: 4,
      msgtype: 'event',
      event: { open_kfid: account, external_userid: customer, ...fields },
    });

  function contentFault(body: Record<string, unknown>): Answer | null {
    const part = body[String(body['msgtype'])] as Record<string, unknown> | undefined;
    if (!part) return no(40008, 'invalid message type');
    switch (body['msgtype']) {
      case 'text':
        if (bytes(part['content']) === 0) return no(44004, 'content empty');
        return bytes(part['content']) > 2_048 ? no(45002, 'content size out of limit') : null;
      case 'msgmenu': {
        const list = part['list'] as { type: string; click: { id: string; content: string } }[];
        if (bytes(part['head_content']) > 1_024) return no(45002, 'content size out of limit');
        if (list.length > 10) return no(95008, 'too many menu items');
        const isGood = list.every(
          ({ type, click }) =>
            type === 'click' &&
            bytes(click.id) >= 1 &&
            bytes(click.id) <= 64 &&
            bytes(click.content) >= 1 &&
            bytes(click.content) <= 128,
        );
        return isGood ? null : no(95009, 'invalid menu item');
      }
      case 'image':
      case 'voice':
      case 'video':
      case 'file':
        return media.has(String(part['media_id'])) ? null : no(40007, 'invalid media_id');
      case 'location':
        return typeof part['latitude'] === 'number' ? null : no(40058, 'invalid parameter');
      default:
        return no(40008, 'invalid message type');
    }
  }

  function deliver(customer: string, body: Record<string, unknown>): Answer {
    const msgid = String(body['msgid'] ?? `sys${count}`);
    if (!/^[0-9a-zA-Z_-]{1,32}$/.test(msgid)) return no(40058, 'msgid exceed max length');
    if (seen.has(msgid)) return ok({ msgid });
    const fault = contentFault(body);
    if (fault) return fault;
    seen.add(msgid);
    const type = String(body['msgtype']);
    const part = body[type] as Record<string, unknown>;
    const list = (part['list'] ?? []) as { click: { id: string; content: string } }[];
    talkOf(customer).received.push({
      msgid,
      msgtype: type,
      text: String(part['content'] ?? part['head_content'] ?? part['media_id'] ?? ''),
      choices: list.map(({ click }) => ({ id: click.id, label: click.content })),
    });
    return ok({ msgid });
  }

  const methods: Methods = {
    'kf/account/list': (body) =>
      ok({ account_list: body['offset'] === 0 ? [{ open_kfid: account, name: '暖居客服', avatar: '' }] : [] }),
    'kf/sync_msg': (body) => {
      const { cursor, token, limit, open_kfid } = body;
      if (open_kfid !== account) return no(95004, 'open_kfid not exist');
      if (token !== undefined && !msgTokens.has(String(token))) return no(95007, 'invalid msg token');
      if (typeof limit !== 'number' || limit > 1_000) return no(40058, 'invalid limit');
      const from =
        cursor === '' || cursor === undefined ? 0 : Number(/^c-(\d+)$/.exec(String(cursor))?.[1] ?? Number.NaN);
      if (Number.isNaN(from)) return no(40058, 'invalid cursor');
      const to = Math.min(log.length, from + Math.min(limit, desk.pageSize));
      return ok({ next_cursor: `c-${to}`, has_more: to < log.length ? 1 : 0, msg_list: log.slice(from, to) });
    },
    'kf/send_msg': (body) => {
      if (body['open_kfid'] !== account) return no(95004, 'open_kfid not exist');
      const customer = String(body['touser']);
      const talk = talks.get(customer);
      if (!talk) return no(40096, 'invalid external userid');
      if (seen.has(String(body['msgid']))) return ok({ msgid: body['msgid'] });
      if (talk.state > 1) return no(95018, 'send msg session status invalid');
      if (now() - talk.lastWordAt > 48 * 3_600_000) return no(95002, 'send msg time out of limit');
      if (talk.sentSince >= 5) return no(95001, 'send msg count out of limit');
      const answer = deliver(customer, body);
      if (answer.errcode === 0) talk.sentSince += 1;
      return answer;
    },
    'kf/send_msg_on_event': (body) => {
      const code = codes.get(String(body['code']));
      codes.delete(String(body['code']));
      if (!code || code.until < now()) return no(40029, 'invalid code');
      return deliver(code.customer, body);
    },
    'media/upload': (_body, query, files) => {
      const [file] = files;
      if (!file || file.byteLength <= 5) return no(40006, 'invalid media size');
      const media_id = desk.keep(file);
      return ok({ type: query.get('type'), media_id, created_at: String(Math.floor(now() / 1_000)) });
    },
    'media/get': (_body, query) => {
      const found = media.get(query.get('media_id') ?? '');
      return found ? Buffer.from(found) : no(40007, 'invalid media_id');
    },
  };

  const desk: KfDesk = {
    account,
    pageSize: 1_000,
    says: (customer, content) => customerSays(customer, { msgtype: 'text', text: { content } }),
    clicks: (customer, { id, label }) =>
      customerSays(customer, { msgtype: 'text', text: { content: label, menu_id: id } }),
    sends: (customer, message) => customerSays(customer, message),
    enters(customer) {
      talkOf(customer);
      const code = `welcome-${codes.size + count}`;
      codes.set(code, { customer, until: now() + 20_000 });
      event(customer, { event_type: 'enter_session', scene: 'shop', welcome_code: code });
    },
    taken(customer, servicer) {
      talkOf(customer).state = 3;
      event(customer, { event_type: 'session_status_change', change_type: 1, new_servicer_userid: servicer });
    },
    servicerSays(customer, servicer_userid, content) {
      const who = { open_kfid: account, external_userid: customer, servicer_userid };
      happened({ ...who, origin: 5, msgtype: 'text', text: { content } });
    },
    ended(customer, servicer) {
      talkOf(customer).state = 4;
      event(customer, { event_type: 'session_status_change', change_type: 3, old_servicer_userid: servicer });
    },
    undelivered: (customer, fail_msgid, fail_type) =>
      void event(customer, { event_type: 'msg_send_fail', fail_msgid, fail_type }),
    received: (customer) => talks.get(customer)?.received ?? [],
    keep(file) {
      const id = `media-${media.size + 1}`;
      media.set(id, file);
      return id;
    },
    passHours(hours) {
      skewMs += hours * 3_600_000;
    },
  };
  return { desk, methods };
}
