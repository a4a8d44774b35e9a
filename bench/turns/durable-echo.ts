import { createServer, type IncomingMessage } from 'node:http';
import Database from 'better-sqlite3';
import { Api } from 'grammy';

/**
 * The least that keeps the promise "nothing accepted is lost or doubled", for one sentence that is always the same: the
 * update is committed before it is acknowledged, the answer is committed before it is sent, what became of it is
 * committed after. No knowledge, no conversation, no person, no check of what comes in. It tells how much of the
 * distance to the bare echo is the promise itself.
 */
const { BOT_TOKEN = '', API_ROOT = '', DATABASE = '' } = process.env;

const api = new Api(BOT_TOKEN, { apiRoot: API_ROOT });
const db = new Database(DATABASE);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  create table inbox (id integer primary key, key text not null unique, chat integer not null, body text not null, done integer);
  create table outbox (id integer primary key, chat integer not null, text text not null, state text not null, sent integer);
`);
const accept = db.prepare('insert into inbox (key, chat, body) values (?, ?, ?) on conflict do nothing');
const settleInbox = db.prepare('update inbox set done = 1 where id = ?');
const enqueue = db.prepare(`insert into outbox (chat, text, state) values (?, ?, 'sending')`);
const settleOutbox = db.prepare(`update outbox set state = 'sent', sent = ? where id = ?`);

type Job = () => (() => void) | undefined;
let waiting: Job[] = [];

/** Jobs of one turn of the event loop share a commit; what they return is done after it. */
function commit(job: Job): void {
  if (waiting.push(job) > 1) return;
  setImmediate(() => {
    const group = waiting;
    waiting = [];
    const after = db.transaction(() => group.map((each) => each())).immediate();
    for (const then of after) then?.();
  });
}

function answer(inbox: number | bigint, chat: number, text: string): void {
  commit(() => {
    settleInbox.run(inbox);
    const outbox = enqueue.run(chat, text).lastInsertRowid;
    return () =>
      void api.sendMessage(chat, text).then(({ message_id }) =>
        commit(() => {
          settleOutbox.run(message_id, outbox);
          return undefined;
        }),
      );
  });
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const server = createServer((incoming, outgoing) => {
  void read(incoming).then((body) => {
    const { update_id, message } = JSON.parse(body) as {
      update_id: number;
      message: { chat: { id: number }; text: string };
    };
    commit(() => {
      const { changes, lastInsertRowid } = accept.run(String(update_id), message.chat.id, body);
      return () => {
        outgoing.end();
        if (changes > 0) answer(lastInsertRowid, message.chat.id, message.text);
      };
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`Chat page   http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`);
});
