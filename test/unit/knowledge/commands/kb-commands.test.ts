import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../../../src/cli/index.ts';
import { ConversationId } from '../../../../src/core/index.ts';
import { recordGap } from '../../../../src/knowledge/index.ts';
import { migrate } from '../../../../src/storage/index.ts';
import { systemClock } from '../../../../src/system.ts';
import { modelPeer } from '../../../support/model-peer.ts';
import { openTestStorage } from '../../../support/storage.ts';
import { workshop } from '../../../support/workshop.ts';
import { scratchBase } from '../scratch-base.ts';

vi.setConfig({ testTimeout: 30_000 });

const SHOP = {
  'articles/en/delivery.md': '## How long does delivery take? {#time}\n> when will it arrive\n\nThree days.\n',
  'articles/en/returns.md': '## How do I return something? {#how}\n> send it back\n\nForm.\n',
  'golden/en.md': '## delivery.md#time\n- How long does delivery take?\n',
};

async function shop(files: Record<string, string> = SHOP) {
  const base = await scratchBase(files);
  onTestFinished(() => base[Symbol.asyncDispose]());
  const env = {
    KNOWLEDGE_DIR: base.directory,
    DATABASE_URL: `sqlite:${join(base.directory, 'data.db')}`,
  };
  /** Runs a command line; the exit code and what was printed. */
  async function warmline(...argv: string[]) {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((text) => lines.push(String(text)));
    const error = vi.spyOn(console, 'error').mockImplementation((text) => lines.push(String(text)));
    try {
      return { code: await run(argv, env, workshop), out: lines.join('\n') };
    } finally {
      log.mockRestore();
      error.mockRestore();
    }
  }
  return { base, env, warmline };
}

test('kb watch tells what a save of the golden questions breaks, too', async () => {
  const { base, env } = await shop();
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => lines.push(String(text)));
  const before = process.listeners('SIGINT');
  const watching = run(['kb', 'watch'], env, workshop);
  try {
    await expect.poll(() => lines.join('\n'), { timeout: 20_000 }).toContain('Watching');
    await writeFile(join(base.directory, 'golden/en.md'), '## returns.md#how\n- How long does delivery take?\n');
    await expect.poll(() => lines.join('\n'), { timeout: 20_000 }).toMatch(/"How long does delivery take\?" wants/);
  } finally {
    // Not a real signal: the test runner would hear it, too.
    for (const listener of process.listeners('SIGINT')) if (!before.includes(listener)) listener('SIGINT');
    await watching;
    log.mockRestore();
  }
});

/** The model writes a draft with one figure too many. */
async function draftByModel({ base, env, warmline }: Awaited<ReturnType<typeof shop>>) {
  const written = {
    question: 'Do you rent out sofas?',
    alternatives: ['rent a couch'],
    answer: '# Rent\n\n30 days. <!-- x',
  };
  const peer = await modelPeer({ say: () => `\`\`\`json\n${JSON.stringify(written)}\n\`\`\`` });
  Object.assign(env, { MODEL_KEY: 'k', MODEL_URL: peer.url });
  expect(await warmline('kb', 'gaps', 'draft', '1', '--model')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^articles\/en\/_do-you-rent-out-sofas\.md:/),
  });
  const text = await readFile(join(base.directory, 'articles/en/_do-you-rent-out-sofas.md'), 'utf8');
  expect(text).toMatch(/## Do you rent out sofas\?\n(?:> .*sofa.*\n)+> rent a couch\n/);
  expect(text).toMatch(/Check every word[^>]*In no entry stands: the number 30 \(day\)\. -->\n\n### Rent\n\n30 days\./);
  expect(peer.chats[0]?.human).toMatch(/- .*sofa/);
}

describe('the commands of the knowledge base', () => {
  test('lint says file and line, and fails on errors only', async () => {
    const { base, warmline } = await shop();
    expect(await warmline('kb', 'lint')).toEqual({ code: 0, out: 'No problems.' });
    await base.write('articles/en/broken.md', '## Nothing?\n');
    const broken = await warmline('kb', 'lint');
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('articles/en/broken.md:1  error (broken)  "Nothing?" has no answer');
    const [finding] = (await warmline('kb', 'lint', '--json')).out.split('\n').map((line) => JSON.parse(line));
    expect(finding).toMatchObject({ rule: 'broken', severity: 'error', path: 'articles/en/broken.md', line: 1 });
  });

  test('test names the golden question that broke', async () => {
    const { base, warmline } = await shop();
    expect(await warmline('kb', 'test')).toEqual({ code: 0, out: '1 of 1 golden questions passed.' });
    await base.write('golden/en.md', '## returns.md#how\n- How long does delivery take?\n');
    const failed = await warmline('kb', 'test');
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(
      /golden\/en\.md:2 {2}wrong: "How long does delivery take\?" wants returns\.md#how, nearest is articles\/en\/delivery\.md#time/,
    );
  });

  test('diff compares with what git has', async () => {
    const { base, warmline } = await shop();
    const git = (...argv: string[]) =>
      spawnSync('git', ['-C', base.directory, '-c', 'user.name=t', '-c', 'user.email=t@shop.example', ...argv]);
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    expect(await warmline('kb', 'diff')).toEqual({ code: 0, out: '0 of 1 golden answers change.' });
    await base.write('articles/en/delivery.md', SHOP['articles/en/delivery.md'].replace('Three', 'Four'));
    const { code, out } = await warmline('kb', 'diff');
    expect(code).toBe(1);
    expect(out).toMatch(
      /text: answered.*Three days\.[\s\S]*now: answered.*Four days\.[\s\S]*1 of 1 golden answers change/,
    );
    expect(await warmline('kb', 'diff', '--since', 'nowhere')).toMatchObject({ code: 64 });
  });

  test('gaps are listed by number, drafted and closed', async () => {
    const here = await shop();
    const { env, warmline } = here;
    const storage = openTestStorage(env.DATABASE_URL);
    await migrate(storage, systemClock);
    const at = systemClock.now();
    const conversation = ConversationId.parse('talk');
    await storage.transact(async (tx) => {
      await tx.insertInto('customers').values({ id: 'c', name: null, locale: null, created_at: at }).execute();
      await tx
        .insertInto('conversations')
        .values({
          id: conversation,
          customer_id: 'c',
          channel: 'web',
          account: 'shop',
          peer: 'p',
          address_key: 'web/shop/p',
          locale: 'en',
          owner_kind: 'bot',
          owner_case: null,
          owner_agent: null,
          epoch: 1,
          fence: 0,
          revision: 0,
          memory: '{}',
          unreachable_since: null,
          created_at: at,
          last_message_at: at,
        })
        .execute();
      for (const question of ['do you rent sofas', 'can I rent a sofa']) {
        await recordGap(tx, { conversation, question, locale: 'en', confidence: 0.1, nearest: [], at });
      }
    });
    await storage.close();
    expect((await warmline('kb', 'gaps')).out).toMatch(/^ {2}1\. 2× {2}.*sofa/);
    expect((await warmline('kb', 'gaps', 'draft', '1')).out).toMatch(/locale: en[\s\S]*## .*sofa[\s\S]*> .*sofa/);
    expect((await warmline('kb', 'gaps', 'draft', '2')).code).toBe(64);
    await draftByModel(here);
    expect((await warmline('kb', 'gaps', 'close', '1')).out).toBe('2 questions closed.');
    expect((await warmline('kb', 'gaps')).out).toBe('No open questions.');
  });

  test('eval measures a set, and a folder of articles by its entry ids', async () => {
    const { base, env, warmline } = await shop();
    const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
    await base.write(
      'set/kb.jsonl',
      lines([
        { id: 'time', question: 'How long does delivery take?', alternatives: ['when will it arrive'], answer: '' },
        { id: 'how', question: 'How do I return something?', alternatives: [], answer: '' },
      ]),
    );
    await base.write(
      'set/queries.jsonl',
      lines([
        { id: 'q1', text: 'when will it arrive', gold: ['time'] },
        { id: 'q2', text: 'how do I return something', gold: ['how'] },
      ]),
    );
    const out = join(base.directory, 'results.jsonl');
    const queries = join(base.directory, 'set/queries.jsonl');
    const first = await warmline(
      'kb',
      'eval',
      '--kb',
      join(base.directory, 'set/kb.jsonl'),
      '--queries',
      queries,
      '--json',
      '--out',
      out,
    );
    expect(JSON.parse(first.out)).toMatchObject({ entries: 2, quality: { questions: 2, recallAt1: 1 } });
    const results = (await readFile(out, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results).toMatchObject([{ id: 'q1', ranked: expect.arrayContaining(['time']) }, { id: 'q2' }]);
    const folder = await warmline('kb', 'eval', '--kb', env.KNOWLEDGE_DIR, '--queries', queries);
    expect(folder).toMatchObject({ code: 0, out: expect.stringMatching(/entries +2 with 4 phrasings/) });
    expect((await warmline('kb', 'eval', '--kb', 'nowhere', '--queries', queries)).code).toBe(64);
  });

  test('import reports what was taken and what was not', async () => {
    const { base, warmline } = await shop();
    await base.write('faq.csv', 'question,answer\nHow big is it?,Big.\nNo answer?,\n');
    const { code, out } = await warmline(
      'kb',
      'import',
      join(base.directory, 'faq.csv'),
      join(base.directory, 'none.doc'),
    );
    expect(code).toBe(1);
    expect(out).toContain('faq.csv: 1 questions → articles/en/_faq.md');
    expect(out).toContain('left out: row 3 "No answer?": it has no answer');
    expect(out).toContain('none.doc: nothing taken');
  });
});
