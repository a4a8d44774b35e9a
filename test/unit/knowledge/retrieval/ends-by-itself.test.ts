import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');

test('a command that is done with an index ends by itself, with everything waited for', {
  timeout: 60_000,
}, async () => {
  const script = `
    const { buildRetriever } = await import(${JSON.stringify(join(ROOT, 'src/knowledge/retrieval/retriever.ts'))});
    const entry = { id: 'hours', locale: 'en', question: 'When do you open?', alternatives: [], title: '', tags: [], answer: 'At nine.' };
    const retriever = await buildRetriever([entry], { maxWrong: 0.05 });
    const { ranked } = await retriever.search('When do you open?');
    await retriever.close();
    console.log(ranked[0].id, 'closed');
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout.trim()).toBe('hours closed');
});
