import { placeOf } from './column-names.ts';
import type { DocumentContent, LeftOut } from './document.ts';

type JsonObject = Readonly<Record<string, unknown>>;

interface Pair {
  question: string;
  alternatives: readonly string[];
  answer: string;
  tags: string;
}

/** Lists deeper than this belong to something else. */
const DEEPEST = 6;
const MOST_KEYS_SHOWN = 8;

/**
 * The export of another FAQ, as rows: JSON or one object per line. The list is looked for wherever it stands, under the
 * names that such exports use: `question`/`answer`, `title`/`content` or `body`, 问题/答案, several `questions` of one
 * answer, a web page's `mainEntity`, the messages of a talk, or one object of questions and their answers.
 * Throws when nothing in it asks and answers.
 */
export function readExport(text: string): Extract<DocumentContent, { kind: 'rows' }> {
  const { value, left } = parse(text);
  const found = listsIn(value)
    .map((list) => list.map(pairOf))
    .map((pairs) => ({ pairs, understood: pairs.filter((pair) => pair !== null).length }))
    .sort((one, other) => other.understood - one.understood)[0];
  const pairs = found === undefined || found.understood === 0 ? pairsOfMap(value) : found.pairs;
  if (pairs === null) {
    const keys = [...new Set(listsIn(value).flatMap((list) => list.flatMap((item) => Object.keys(item))))];
    throw new Error(
      `nothing in it is called question and answer (问题, 答案); it has ${keys.slice(0, MOST_KEYS_SHOWN).join(', ') || 'no objects'}`,
    );
  }
  const rows = pairs.map((pair) =>
    pair === null ? [] : [pair.question, pair.alternatives.join('\n'), pair.answer, pair.tags],
  );
  return { kind: 'rows', rows: [['question', 'alternatives', 'answer', 'tags'], ...rows], left };
}

/** Of one object per line, those that are none are named and the others taken. */
function parse(text: string): { value: unknown; left: LeftOut[] } {
  try {
    return { value: JSON.parse(text), left: [] };
  } catch (error) {
    const objects: unknown[] = [];
    const left: LeftOut[] = [];
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      try {
        objects.push(JSON.parse(line));
      } catch (broken) {
        left.push({
          what: `line ${index + 1}`,
          why: `it is no JSON: ${broken instanceof Error ? broken.message : ''}`,
        });
      }
    }
    if (objects.length === 0 || left.length > objects.length) throw error;
    return { value: objects, left };
  }
}

/** Every list of objects, the outer ones first; an object by itself is a list of one. */
function listsIn(value: unknown): JsonObject[][] {
  const lists: JsonObject[][] = [];
  let level = [value];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth += 1) {
    for (const each of level) {
      const objects = (Array.isArray(each) ? each : [each]).filter(isObject);
      if (objects.length > 0) lists.push(objects);
    }
    level = level.flatMap((each) => {
      if (Array.isArray(each)) return [each.filter(isObject).flatMap((item) => Object.values(item))].flat();
      return isObject(each) ? Object.values(each) : [];
    });
    level = level.filter((each) => each !== null && typeof each === 'object');
  }
  return lists;
}

function pairOf(object: JsonObject): Pair | null {
  const talk = pairOfTalk(object);
  if (talk !== null) return talk;
  const keys = Object.keys(object);
  const at = (place: number) => (place < 0 ? undefined : object[keys[place] ?? '']);
  const asks = placeOf('question', keys);
  const answers = placeOf('answer', keys, [asks]);
  const [question, ...others] = textsOf(at(asks));
  const answer = textsOf(at(answers)).join('\n\n');
  if (question === undefined || answers < 0) return null;
  const alternatives = [...others, ...textsOf(at(placeOf('alternatives', keys, [asks, answers])))];
  return { question, alternatives, answer, tags: textsOf(at(placeOf('tags', keys, [asks, answers]))).join(',') };
}

/** What was asked first and what was answered to it; what follows leans on it and is no question by itself. */
function pairOfTalk(object: JsonObject): Pair | null {
  const messages = object['messages'] ?? object['conversations'];
  if (!Array.isArray(messages)) return null;
  const said = messages.filter(isObject).map((message) => ({
    by: String(message['role'] ?? message['from'] ?? ''),
    text: textsOf(message['content'] ?? message['value']).join('\n'),
  }));
  const asked = said.findIndex(({ by }) => /^(?:user|human|customer)$/.test(by));
  const answered = said.slice(asked + 1).find(({ by }) => /^(?:assistant|gpt|bot|agent)$/.test(by));
  const question = said[asked]?.text;
  return question && answered ? { question, alternatives: [], answer: answered.text, tags: '' } : null;
}

/** `{"How long?": "Three days", …}` */
function pairsOfMap(value: unknown): Pair[] | null {
  const pairs = isObject(value) ? Object.entries(value) : [];
  const understood =
    pairs.length > 0 && pairs.every(([key, text]) => typeof text === 'string' && /[\s?？\p{Script=Han}]/u.test(key));
  return understood
    ? pairs.map(([question, answer]) => ({ question, alternatives: [], answer: String(answer), tags: '' }))
    : null;
}

/** The texts of a value: of a list each, of an object the one that says something. */
function textsOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (isObject(value)) {
    const key = ['text', 'content', 'body', 'answer', 'value', 'name', 'title'].find((name) => name in value);
    return key === undefined ? [] : textsOf(value[key]);
  }
  const text = String(value).trim();
  return text === '' ? [] : [text];
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
