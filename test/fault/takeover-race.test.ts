import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { migrate } from '../../src/storage/index.ts';
import { systemClock } from '../../src/system.ts';
import { addAgent, addConversation, keepOpen } from '../support/desk.ts';
import { type Child, startChild } from '../support/services/child.ts';
import { startPostgres } from '../support/services/postgres.ts';
import { openTestStorage } from '../support/storage.ts';
import { type Observer, startObserver } from '../support/takeover/observer.ts';

/** Interleavings per database: ten thousand when there is time for them. */
const SEEDS = process.env['WARMLINE_SOAK'] ? 5_000 : 150;
const AT_ONCE = 25;
/** Some 60 ms per interleaving on an idle machine, ten times as long on a busy one. */
const PATIENCE_MS = Math.max(300_000, SEEDS * 600);

function launch(name: string, databaseUrl: string, observer: Observer, ...more: string[]): Child {
  const script = fileURLToPath(new URL(`../support/takeover/${name}-process.ts`, import.meta.url));
  return startChild(process.execPath, [script, databaseUrl, observer.url, ...more]);
}

async function race(databaseUrl: string, { killBotAfter }: { killBotAfter: number | null }): Promise<void> {
  const storage = openTestStorage(databaseUrl);
  await migrate(storage, systemClock);
  await keepOpen(storage);
  await addAgent(storage, 'ann');
  await addAgent(storage, 'bob');
  const observer = await startObserver();
  let bot = launch('bot', databaseUrl, observer);
  const agents = launch('agent', databaseUrl, observer, killBotAfter === null ? '700' : '4000');
  await Promise.all([bot.printed('bot is ready'), agents.printed('agents are ready')]);
  const seeds = killBotAfter === null ? SEEDS : Math.min(SEEDS, 100);
  for (let start = 0; start < seeds; start += AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, seeds - start) }, (_, index) => start + index);
    for (const seed of group) await addConversation(storage, `r${seed}`, 1);
    for (const seed of group) {
      bot.process.stdin?.write(`${seed}\n`);
      agents.process.stdin?.write(`${seed}\n`);
    }
    if (killBotAfter !== null && start >= killBotAfter) {
      const before = observer.seen.length;
      await observer.until((seen) => seen.slice(before).some(({ kind }) => kind === 'send'), 3_000).catch(() => {});
      await bot.end('SIGKILL');
      bot = launch('bot', databaseUrl, observer);
      await bot.printed('bot is ready');
    }
    const wanted = new Set(group.map((seed) => `r${seed}`));
    await observer.until(
      (seen) => seen.filter(({ kind, peer }) => kind === 'answered' && wanted.has(peer)).length === group.length,
      60_000,
    );
  }
  // What is still to come would come now: everything that the bot had accepted has had its turn.
  await expect
    .poll(
      async () =>
        (await storage.db.selectFrom('inbox').select('id').where('state', '=', 'pending').execute()).length +
        (await storage.db.selectFrom('outbox').select('id').where('state', 'in', ['due', 'sending']).execute()).length,
      { timeout: 60_000 },
    )
    .toBe(0);
  await Promise.all([bot.end(), agents.end()]);

  const answered = new Set<string>();
  const late: string[] = [];
  for (const event of observer.seen) {
    if (event.kind === 'answered') {
      expect(event.result).toBe('taken+taken-by');
      answered.add(event.peer);
    } else if (answered.has(event.peer)) late.push(event.peer);
  }
  expect(answered.size).toBe(seeds);
  expect(late).toEqual([]);
  // Both sides of the race were met: some bots spoke before, some were withdrawn or silent.
  const spoken = new Set(observer.seen.filter(({ kind }) => kind === 'send').map(({ peer }) => peer));
  expect(spoken.size).toBeGreaterThan(0);
  expect(spoken.size).toBeLessThan(seeds);
  const rows = await storage.db.selectFrom('conversations').select(['owner_kind', 'owner_agent']).execute();
  expect(rows.every((row) => row.owner_kind === 'agent')).toBe(true);
  const held = await storage.db.selectFrom('cases').select(['state', 'conversation_id']).execute();
  expect(held).toHaveLength(seeds);
  await observer.close();
  await storage.close();
}

test(
  'SQLite, two processes: no bot message starts out after an agent has been answered',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'warmline-race-'));
    await race(`sqlite:${join(directory, 'race.db')}`, { killBotAfter: null });
    rmSync(directory, { recursive: true, force: true });
  },
  PATIENCE_MS,
);

test(
  'PostgreSQL, two processes: no bot message starts out after an agent has been answered',
  async () => {
    const server = await startPostgres();
    await race(await server.createDatabase(), { killBotAfter: null });
    await server.stop();
  },
  PATIENCE_MS,
);

test(
  'the bot is killed in the middle of it, again and again: the same holds',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'warmline-race-'));
    await race(`sqlite:${join(directory, 'race.db')}`, { killBotAfter: 25 });
    rmSync(directory, { recursive: true, force: true });
  },
  PATIENCE_MS,
);
