import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { scratchBase } from '../scratch-base.ts';

const KNOWLEDGE = join(import.meta.dirname, '../../../../src/knowledge');
const SCRIPT = `
import { buildRetriever } from ${JSON.stringify(join(KNOWLEDGE, 'retrieval/retriever.ts'))};
import { openIndexes } from ${JSON.stringify(join(KNOWLEDGE, 'retrieval/indexes.ts'))};
import { openWorkshop } from ${JSON.stringify(join(KNOWLEDGE, 'workshop.ts'))};
const clock = { now: Date.now, sleep: async () => {} };
const workshop = openWorkshop(clock);
const rest = { locale: 'en', alternatives: [], title: '', tags: [] };
const entry = { ...rest, id: 'hours', question: 'When do you open?', answer: 'At nine.' };
const retriever = await buildRetriever([entry], { maxWrong: 0.05, indexes: openIndexes(null, workshop) });
const { ranked } = await retriever.search('When do you open?');
await retriever.close();
await workshop.close();
console.log(ranked[0].id, 'closed');
`;

test('a command that is done with an index waits for its end, and ends', { timeout: 60_000 }, async () => {
  await using base = await scratchBase({ 'command.mjs': SCRIPT });
  const { stdout } = await promisify(execFile)(process.execPath, [join(base.directory, 'command.mjs')]);
  expect(stdout.trim()).toBe('hours closed');
});
