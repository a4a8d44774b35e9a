import { readFile } from 'node:fs/promises';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createShopFlows, watchFlows } from '../../../src/composition/flows.ts';
import { readConfig } from '../../../src/config.ts';
import { migrate } from '../../../src/storage/index.ts';
import { systemClock } from '../../../src/system.ts';
import { openTestStorage } from '../../support/storage.ts';
import { scratchBase } from '../knowledge/scratch-base.ts';

test('a flow file that is broken at the start is named in the log, and a later save that breaks another one too', async () => {
  const base = await scratchBase({
    'flows/words.yaml': await readFile('knowledge-base/flows/words.yaml', 'utf8'),
    'flows/csat.yaml': await readFile('knowledge-base/flows/csat.yaml', 'utf8'),
    'flows/visit.yaml': 'flow: visit\nversion: one\n',
  });
  onTestFinished(() => base[Symbol.asyncDispose]());
  const storage = openTestStorage('sqlite::memory:');
  onTestFinished(() => storage.close());
  await migrate(storage, systemClock);
  const lines: { file?: string; line?: number }[] = [];
  const logger = pino({}, { write: (line) => lines.push(JSON.parse(line)) });
  const config = readConfig({ KNOWLEDGE_DIR: base.directory, DATABASE_URL: 'sqlite::memory:' });
  const flows = await createShopFlows(config, storage, logger);
  const stop = new AbortController();
  const watching = watchFlows(config, flows, { rebuild: async () => {} } as never, stop.signal, logger);
  expect(lines).toContainEqual(expect.objectContaining({ file: 'visit.yaml', line: 2, level: 40 }));
  await base.write('flows/nps.yaml', 'flow: nps\nversion: 1\nsteps: none\n');
  await expect.poll(() => lines, { timeout: 30_000 }).toContainEqual(expect.objectContaining({ file: 'nps.yaml' }));
  stop.abort();
  await watching;
});
