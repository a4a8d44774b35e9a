/**
 * Measures the desk in the running product: 1,000 waiting cases and 100 agents connected by server-sent events over 100,000
 * conversations. Prints how long a change takes to reach every agent, a customer's message to reach theirs, and the lists.
 * Run: `node scripts/bench-desk.ts [--conversations 100000] [--waiting 1000] [--agents 100] [--json]`
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import type { Storage } from '../src/storage/index.ts';
import { addAgent, keepOpen } from '../test/support/desk.ts';
import { withDatabase } from '../test/support/home-storage.ts';
import { telegramEnv } from '../test/support/postings.ts';
import { makeHome, startProduct } from '../test/support/product.ts';
import { startTelegramPeer, type TestUser } from '../test/support/telegram/index.ts';

const { values: options } = parseArgs({
  options: {
    conversations: { type: 'string', default: '100000' },
    waiting: { type: 'string', default: '1000' },
    agents: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
});
const CONVERSATIONS = Number(options.conversations);
const WAITING = Number(options.waiting);
const AGENTS = Number(options.agents);
const CHANGES = 50;
const MESSAGES = 20;
const LIST_ROUNDS = 40;
const KEY = 'bench-key-of-the-desk';

interface Heard {
  agent: string;
  kind: string;
  conversation: string | undefined;
  id: number | null;
  at: number;
}
interface Stream {
  agent: string;
  lastId: number;
  close(): void;
}

const home = makeHome();
const peer = await startTelegramPeer();
const env = { ...telegramEnv(peer), TELEGRAM_LIMIT_GROUP: '100000' };
// Migrates; the rows come while nobody serves.
await (await startProduct({ home, env })).end();
await withDatabase(home.databaseUrl, seed);
const product = await startProduct({ home, env });
const heard: Heard[] = [];
const figures: Record<string, number> = {};
try {
  const streams = await Promise.all(Array.from({ length: AGENTS }, (_, at) => listen(`a${at}`)));
  await lists();
  await changes();
  await customerMessages();
  await resume(streams[0]);
  for (const stream of streams) stream.close();
} finally {
  await product.end();
  await peer.close();
  home.remove();
}
if (options.json) console.log(JSON.stringify(figures, null, 2));
else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(58)} ${Math.round(value)}`);

async function seed(storage: Storage): Promise<void> {
  await keepOpen(storage);
  for (let at = 0; at < AGENTS; at += 1) await addAgent(storage, `a${at}`, { presence: 'on-duty', capacity: 0 });
  await addAgent(storage, 'sue', { role: 'supervisor' });
  const hash = createHash('sha256').update(KEY).digest('hex');
  const number = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${CONVERSATIONS})`;
  const now = Date.now();
  await storage.transact(async (tx) => {
    const key = { id: 'bench', name: 'bench', role: 'supervisor', hash, created_at: now, used_at: now };
    await tx.insertInto('api_keys').values(key).execute();
    await sql`insert into customers (id, name, locale, created_at) ${number} select 'p' || i, 'Customer ' || i, 'en', ${now} - i from n`.execute(
      tx,
    );
    await sql`insert into conversations (id, customer_id, channel, account, peer, address_key, is_group, locale, owner_kind, owner_case, owner_agent, epoch, fence, revision, memory, unreachable_since, created_at, last_message_at)
      ${number} select 'c' || i, 'p' || i, 'web', 'shop', 'v' || i, 'web/shop/v' || i, 0, 'en', case when i <= ${WAITING} then 'queue' else 'bot' end, case when i <= ${WAITING} then 'k' || i end, null, 1, 0, 1, '{}', null, ${now} - i * 1000, ${now} - i * 1000 from n`.execute(
      tx,
    );
    await sql`insert into messages (id, conversation_id, position, revision, author, agent_id, message_key, content, delivery, at)
      ${number} select 'm' || i, 'c' || i, 1, 1, 'customer', null, 'x' || i, '{"kind":"text","text":"Where is parcel ' || i || '?"}', 'received', ${now} - i * 1000 from n`.execute(
      tx,
    );
    for (let at = 1; at <= CONVERSATIONS; at += 1) {
      // One case in ten conversations; the first wait, the others are settled.
      if (at > WAITING && at % 10 !== 0) continue;
      await tx.insertInto('cases').values(caseRow(at, now)).execute();
    }
  });
}

function caseRow(at: number, now: number) {
  const waits = at <= WAITING;
  return {
    id: `k${at}`,
    conversation_id: `c${at}`,
    customer_id: `p${at}`,
    state: waits ? ('waiting' as const) : ('resolved' as const),
    reasons: '["asked"]',
    priority: at % 100,
    tier: 'standard',
    mood_score: 0.3,
    mood_level: 'uneasy',
    skill: null,
    fast_lane: 0,
    callback: 0,
    locale: 'en',
    channel: 'web',
    agent_id: null,
    summary: '{"problem":[],"tried":[],"slots":[],"moods":null,"signs":[],"orders":[]}',
    opened_at: now - at * 1000,
    queued_at: now - at * 1000,
    held_since: null,
    waiting_since: waits ? now - at * 1000 : null,
    first_due: null,
    first_state: 0,
    next_due: null,
    next_state: 0,
    resolution_due: null,
    resolution_state: 0,
    first_responded_at: null,
    silent_due: null,
    snoozed_until: null,
    look_at: null,
    told_place: null,
    told_at: null,
    disposition: waits ? null : 'solved',
    resolved_at: waits ? null : now - at * 1000,
    resolved_by: waits ? null : 'sue',
  };
}

function headersOf(agent: string): Record<string, string> {
  return { authorization: `Bearer ${KEY}`, 'x-warmline-agent': agent };
}

async function call(agent: string, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(product.url + path, {
    method,
    headers: { ...headersOf(agent), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** One agent's stream, read as a browser reads it. */
async function listen(agent: string, lastEventId?: number): Promise<Stream> {
  const stop = new AbortController();
  const headers = {
    ...headersOf(agent),
    ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
  };
  const answer = await fetch(`${product.url}/api/events`, { headers, signal: stop.signal });
  if (!answer.ok || answer.body === null) throw new Error(`events of ${agent}: ${answer.status}`);
  const stream: Stream = { agent, lastId: 0, close: () => stop.abort() };
  const hello = Promise.withResolvers<void>();
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const id = Number(/^id: (\d+)$/m.exec(block)?.[1] ?? '0');
        const data = /^data: (.+)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        const { kind, conversation } = JSON.parse(data);
        if (id > 0) stream.lastId = id;
        if (kind === 'hello') hello.resolve();
        heard.push({ agent, kind, conversation, id: id || null, at: performance.now() });
      }
    }
  })().catch(() => {});
  await hello.promise;
  return stream;
}

async function lists(): Promise<void> {
  for (const [name, path] of [
    ['waiting', '/api/inbox?view=waiting'],
    ['everything', '/api/inbox?view=all'],
    ['resolved', '/api/inbox?view=resolved'],
    ['search by name', '/api/inbox?view=all&search=Customer%2077777'],
    ['counts', '/api/inbox/counts'],
    ['queue monitor', '/api/monitor'],
  ] as const) {
    const times: number[] = [];
    for (let round = 0; round < LIST_ROUNDS; round += 1) {
      const from = performance.now();
      await call('sue', 'GET', path);
      times.push(performance.now() - from);
    }
    figures[`list "${name}" over ${CONVERSATIONS} conversations, p95 in ms`] = p95(times);
  }
}

/** Cases are taken one after the other; every agent hears of each. */
async function changes(): Promise<void> {
  const times: number[] = [];
  for (let at = 1; at <= CHANGES; at += 1) {
    const from = performance.now();
    const before = heard.length;
    await call(`a${at % AGENTS}`, 'POST', `/api/conversations/c${at}/take`);
    const reached = () =>
      heard.slice(before).filter(({ kind, conversation }) => kind === 'queue' && conversation === `c${at}`);
    await until(() => new Set(reached().map(({ agent }) => agent)).size === AGENTS);
    for (const agent of new Set(reached().map((one) => one.agent))) {
      times.push((reached().find((one) => one.agent === agent)?.at ?? from) - from);
    }
  }
  figures[`a change to each of ${AGENTS} agents, ${WAITING} waiting, p95 in ms`] = p95(times);
  figures[`a change to each of ${AGENTS} agents, ${WAITING} waiting, worst in ms`] = Math.max(...times);
}

/** A customer writes on the platform; the agent who holds the conversation is told and reads it. */
async function customerMessages(): Promise<void> {
  const times: number[] = [];
  const people: TestUser[] = [];
  for (let at = 0; at < 5; at += 1) people.push(await peer.user({ firstName: `Ann${at}`, languageCode: 'en' }));
  const talks: string[] = [];
  for (const person of people) {
    await person.sends('Hello');
    const id = await conversationOf(person);
    talks.push(id);
    await call('sue', 'POST', `/api/conversations/${id}/take`);
  }
  for (let round = 0; round < MESSAGES; round += 1) {
    const person = people[round % people.length];
    const talk = talks[round % talks.length] ?? '';
    const words = `message number ${round}`;
    const from = performance.now();
    await person?.sends(words);
    for (;;) {
      const { messages } = (await call('sue', 'GET', `/api/conversations/${talk}/thread?limit=5`)) as {
        messages: { content: { text?: string } }[];
      };
      if (messages.some(({ content }) => content.text === words)) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    times.push(performance.now() - from);
  }
  figures['a customer’s message on Telegram to their agent, p95 in ms'] = p95(times);
}

async function conversationOf(person: TestUser): Promise<string> {
  for (;;) {
    const found = await withDatabase(home.databaseUrl, ({ db }) =>
      db.selectFrom('conversations').select('id').where('peer', '=', String(person.id)).executeTakeFirst(),
    );
    if (found) return found.id;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A stream breaks, things happen, it comes back: everything that was missed is told. */
async function resume(stream: Stream | undefined): Promise<void> {
  if (stream === undefined) return;
  stream.close();
  const missed = Array.from({ length: 20 }, (_, at) => `c${CHANGES + 1 + at}`);
  for (const conversation of missed) await call('a1', 'POST', `/api/conversations/${conversation}/take`);
  const before = heard.length;
  const from = performance.now();
  const again = await listen(stream.agent, stream.lastId);
  const told = () =>
    new Set(heard.slice(before).flatMap((one) => (one.agent === stream.agent ? (one.conversation ?? []) : [])));
  await until(() => missed.every((conversation) => told().has(conversation)));
  figures['20 missed changes told after a resume, in ms'] = performance.now() - from;
  again.close();
}

async function until(holds: () => boolean): Promise<void> {
  const giveUp = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > giveUp) throw new Error('It did not happen within 30 s.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function p95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}
