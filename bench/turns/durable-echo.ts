import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { Api } from 'grammy';
import { printAddress } from './print-address.ts';

/**
 * The least that an echo writes so that nothing accepted is lost: the update is committed before it is acknowledged, the
 * answer before it is sent, what became of it after. Only the writing: what a crash left is not taken up, a failed send
 * not repeated, no order kept, nothing checked that comes in. Unlike the bare echo it acknowledges before it sends.
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

function answer(inbox: number | bigint, chat: number, words: string): void {
  commit(() => {
    settleInbox.run(inbox);
    const outbox = enqueue.run(chat, words).lastInsertRowid;
    return () =>
      void api.sendMessage(chat, words).then(({ message_id }) =>
        commit(() => {
          settleOutbox.run(message_id, outbox);
          return undefined;
        }),
      );
  });
}

const server = createServer((incoming, outgoing) => {
  void text(incoming).then((body) => {
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
printAddress(server);
