// Edit-to-answer time: how long after a save an answer is given that was edited, and one to a new question, in its own
// words and in others, with a large base, while questions are asked.
// node scripts/bench-reload.ts [entries=2000] [edits=20] [questionsPerSecond=50]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKnowledge } from '../src/knowledge/index.ts';
import { systemClock } from '../src/system.ts';

const [entries = 2_000, edits = 20, perSecond = 50] = process.argv.slice(2).map(Number);
const PER_ARTICLE = 20;
const THINGS =
  'sofa lamp fridge oven kettle shelf table chair mirror carpet heater blender vacuum toaster dryer freezer cooker wardrobe mattress cushion'.split(
    ' ',
  );
const MATTERS =
  'price colour weight height width warranty delivery cleaning assembly noise power voltage origin material packaging repair return discount spare manual'.split(
    ' ',
  );

const directory = await mkdtemp(join(tmpdir(), 'warmline-reload-'));
await mkdir(join(directory, 'articles/en'), { recursive: true });

/** One question per thing, matter and series; `edition` marks the answers of one save. */
function article(number: number, edition: number): string {
  const lines = [`---\ntitle: Series ${number}\nlocale: en\n---\n`];
  for (let index = 0; index < PER_ARTICLE; index += 1) {
    const thing = THINGS[(number + index) % THINGS.length];
    const matter = MATTERS[index % MATTERS.length];
    lines.push(
      `## What is the ${matter} of the ${thing} S${number}-${index}?\n> ${thing} S${number}-${index} ${matter}\n> tell me the ${matter} of ${thing} S${number}-${index}\n\nEdition ${edition} of ${number}-${index}.\n`,
    );
  }
  return lines.join('\n');
}

const articles = Math.ceil(entries / PER_ARTICLE);
for (let number = 0; number < articles; number += 1) {
  await writeFile(join(directory, `articles/en/s${number}.md`), article(number, 0));
}

const opening = performance.now();
const knowledge = await createKnowledge({ directory, clock: systemClock, maxWrong: 0.05 });
const openMs = performance.now() - opening;

/** The editions of an article that may be live: the last one, and the one that is being saved. */
const editions = new Map<number, [number, number]>();
const editedMs: number[] = [];
const addedMs: number[] = [];
const indexedMs: number[] = [];
const queryMs: number[] = [];
let errors = 0;
let wrong = 0;
let asked = 0;
let going = true;
let longestBlockMs = 0;

/** Looks at each answer: it has to be of its article, and of an edition that was live while it was asked. */
async function askOne(number: number, index: number): Promise<string | null> {
  const thing = THINGS[(number + index) % THINGS.length];
  const matter = MATTERS[index % MATTERS.length];
  const begin = performance.now();
  asked += 1;
  try {
    const answer = await knowledge.ask({
      text: `What is the ${matter} of the ${thing} S${number}-${index}?`,
      locale: 'en',
    });
    queryMs.push(performance.now() - begin);
    if (answer.kind !== 'answer') return answer.kind;
    const [older, newer] = editions.get(number) ?? [0, 0];
    const [, edition, of] = /^Edition (\d+) of (\S+)\.$/.exec(answer.markdown) ?? [];
    if (of !== `${number}-${index}`) wrong += 1;
    if (Number(edition) !== older && Number(edition) !== newer) wrong += 1;
    return answer.markdown;
  } catch {
    errors += 1;
    return null;
  }
}

const load = (async () => {
  let count = 0;
  let last = performance.now();
  while (going) {
    await systemClock.sleep(1000 / perSecond);
    longestBlockMs = Math.max(longestBlockMs, performance.now() - last - 1000 / perSecond);
    last = performance.now();
    count += 1;
    void askOne((count * 7) % articles, count % PER_ARTICLE);
  }
})();

async function untilLive(saved: number, isLive: () => Promise<boolean>): Promise<number> {
  while (!(await isLive())) {
    if (performance.now() - saved > 60_000) throw new Error('an edit was not live after 60 s');
    await systemClock.sleep(20);
  }
  return performance.now() - saved;
}

for (let edit = 1; edit <= edits; edit += 1) {
  const number = (edit * 13) % articles;
  editions.set(number, [editions.get(number)?.[1] ?? 0, edit]);
  const text = `Is there a tea of the day number ${edit}?`;
  await writeFile(
    join(directory, `articles/en/s${number}.md`),
    `${article(number, edit)}\n## ${text}\n> tea of day ${edit}\n\nTea ${edit}.\n`,
  );
  const saved = performance.now();
  editedMs.push(await untilLive(saved, async () => (await askOne(number, 0)) === `Edition ${edit} of ${number}-0.`));
  const isTea = async (asking: string) => {
    const answer = await knowledge.ask({ text: asking, locale: 'en' });
    return answer.kind === 'none'
      ? false
      : answer.kind === 'answer'
        ? answer.markdown === `Tea ${edit}.`
        : answer.nearest[0]?.question === text;
  };
  addedMs.push(await untilLive(saved, () => isTea(text)));
  indexedMs.push(await untilLive(saved, () => isTea(`please tell me about the tea of day ${edit}`)));
}
going = false;
await load;
const share = (list: number[], part: number) =>
  Math.round([...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? 0);
console.log(
  JSON.stringify({
    entries: knowledge.status().entries,
    openMs: Math.round(openMs),
    edits,
    editedAnswerMs: { p50: share(editedMs, 0.5), p95: share(editedMs, 0.95), max: share(editedMs, 1) },
    newQuestionMs: { p50: share(addedMs, 0.5), p95: share(addedMs, 0.95), max: share(addedMs, 1) },
    newQuestionInOtherWordsMs: { p50: share(indexedMs, 0.5), p95: share(indexedMs, 0.95), max: share(indexedMs, 1) },
    asked,
    errors,
    wrong,
    queryMs: { p50: share(queryMs, 0.5), p99: share(queryMs, 0.99) },
    longestBlockMs: Math.round(longestBlockMs),
  }),
);
await knowledge.close();
await rm(directory, { recursive: true, force: true });
