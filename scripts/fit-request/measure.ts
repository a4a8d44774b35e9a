/**
 * How requests for a person are heard on labelled sentences: `node scripts/fit-request/measure.ts FILE.jsonl …`, each line
 * `{text, intent, route}`. Asking for a hotline's number and asking what the other side is are counted apart, because they
 * are no requests; `--errors` prints what was heard wrongly.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { foldText } from '../../src/handoff/frustration/fold.ts';
import { asksForPerson } from '../../src/handoff/frustration/rules/asks-for-person.ts';

const Row = z.object({ text: z.string(), intent: z.string(), route: z.string() });

const { values, positionals } = parseArgs({ options: { errors: { type: 'boolean' } }, allowPositionals: true });
for (const file of positionals) measure(file);

function measure(file: string): void {
  const groups = new Map<string, { rows: number; heard: number }>();
  const wrong: string[] = [];
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { text, intent, route } = Row.parse(JSON.parse(line));
    const name = route === 'contact_human' ? intent : 'every other route';
    const group = groups.get(name) ?? { rows: 0, heard: 0 };
    const heard = asksForPerson(foldText(text)) !== null;
    groups.set(name, { rows: group.rows + 1, heard: group.heard + (heard ? 1 : 0) });
    if (heard !== (name === 'contact_human' || name === 'CHAT_WITH_AGENT')) wrong.push(`    ${text}`);
  }
  console.log(basename(file));
  for (const [name, { rows, heard }] of groups) console.log(`  ${name}: ${heard} of ${rows} heard as a request`);
  if (values.errors) console.log(wrong.join('\n'));
}
