import { readFileSync, writeFileSync } from 'node:fs';
import { careJsonSchema } from '../src/care/index.ts';
import { envExample } from '../src/config.ts';
import { flowJsonSchema } from '../src/flows/index.ts';
import { configTable, decisionIndex, replaceBetween, wordsTable } from './generated-tables.ts';

/** Writes the files, and the parts of papers, that are made from code. `npm run generate`; tests fail when one is old. */
const root = new URL('../', import.meta.url);

writeFileSync(new URL('.env.example', root), envExample());
writeFileSync(new URL('knowledge-base/flows/flow.schema.json', root), `${JSON.stringify(flowJsonSchema(), null, 2)}\n`);
writeFileSync(new URL('knowledge-base/care/care.schema.json', root), `${JSON.stringify(careJsonSchema(), null, 2)}\n`);
rewrite('docs/operations.md', 'generated: config', configTable());
rewrite('docs/recipes/change-the-words.md', 'generated: words', wordsTable());
rewrite('docs/adr/README.md', 'generated: decisions', decisionIndex(new URL('docs/adr/', root)));

function rewrite(path: string, name: string, content: string): void {
  const file = new URL(path, root);
  writeFileSync(file, replaceBetween(readFileSync(file, 'utf8'), name, content));
}
