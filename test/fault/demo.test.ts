import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { startChild } from '../support/services/child.ts';

interface Entry {
  source: string;
  status: string;
  why: string | null;
  customer_id: string;
  replied_at: number | null;
  opted_out_at: number | null;
  complained_at: number | null;
}

const directory = mkdtempSync(join(tmpdir(), 'warmline-demo-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('the demo plays a customer through every flow in both languages, and every scene ends as it should', async () => {
  const demo = startChild(process.execPath, [
    fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url)),
    '--quick',
    '--report',
    join(directory, 'week.json'),
  ]);
  await demo.printed(/survey answers/, 290_000);
  const gone = await new Promise<number | null>((resolve) => {
    if (demo.process.exitCode === null) demo.process.once('exit', resolve);
    else resolve(demo.process.exitCode);
  });
  expect(demo.output()).toMatch(/6, 6 as they should end/);
  expect(demo.output()).toMatch(/survey answers +2/);
  expect(gone).toBe(0);
});

test('the week’s report says what its ledger says, counted by somebody else', () => {
  const { figures, ledger }: { figures: Record<string, unknown>[]; ledger: Entry[] } = JSON.parse(
    readFileSync(join(directory, 'week.json'), 'utf8'),
  );
  const recounted = Object.entries(Object.groupBy(ledger, ({ source }) => source)).map(([source, entries = []]) => {
    const are = (...statuses: string[]) => entries.filter(({ status }) => statuses.includes(status)).length;
    const settled = are('sent', 'unsure', 'failed', 'expired');
    const excluded: Record<string, number> = {};
    for (const { status, why } of entries)
      if (status === 'refused') excluded[why ?? 'unknown'] = (excluded[why ?? 'unknown'] ?? 0) + 1;
    return {
      source,
      meant: entries.length - are('refused', 'held-out'),
      excluded,
      sent: are('sent'),
      underWay: are('planned', 'queued'),
      reach: settled === 0 ? null : are('sent') / settled,
      replied: entries.filter((entry) => entry.replied_at !== null).length,
      optedOut: entries.filter((entry) => entry.opted_out_at !== null).length,
      complained: entries.filter((entry) => entry.complained_at !== null).length,
    };
  });
  expect(recounted.length).toBeGreaterThanOrEqual(5);
  for (const each of recounted) expect(figures.find(({ source }) => source === each.source)).toMatchObject(each);
  // What the week is about did happen, and nobody has two rows about one thing.
  const total = (name: 'optedOut' | 'complained' | 'replied') => recounted.reduce((sum, each) => sum + each[name], 0);
  expect([total('optedOut'), total('complained'), total('replied') > 0]).toEqual([1, 1, true]);
  const alerts = recounted.find(({ source }) => source === 'alert:delay');
  expect(alerts?.sent).toBeGreaterThanOrEqual(3);
});
