import type { Analyse, Analysis } from './analyse.ts';
import type { IndexEntry } from './entry.ts';
import { createEvidence, type GatherEvidence, type PassageField, perField, VIEW_OF_FIELD } from './evidence.ts';
import { buildMeaning, type MeaningData, openMeaning } from './meaning.ts';
import { buildPassageIndex, openPassageIndex, type PassageIndexData } from './passage-index.ts';
import { buildPhrasings, openPhrasings, type Phrasings, type PhrasingsData } from './phrasings.ts';
import type { BaseShape } from './ranking.ts';
import { wordingsOf } from './wordings.ts';

/** Everything that is computed once from the entries, before any question comes: flat arrays, cheap to hand on and keep. */
export interface BaseIndexData {
  phrasings: PhrasingsData;
  passages: Readonly<Record<PassageField, PassageIndexData>>;
  meaning: MeaningData | null;
  shape: BaseShape;
}

export interface BaseIndex {
  phrasings: Phrasings;
  gather: GatherEvidence;
  shape: BaseShape;
}

export function buildBaseIndex(entries: readonly IndexEntry[], analyse: Analyse): BaseIndexData {
  const texts = entries.map((entry) => wordingsOf(entry).map(analyse));
  const phrasings = buildPhrasings(texts);
  const asked = texts.filter((each) => each.length > 0).length;
  const shape = { meanPhrasings: phrasings.owners.length / (asked || 1) };
  return {
    phrasings,
    passages: buildPassages(entries, analyse),
    meaning: buildMeaning(phrasings.index.word, shape.meanPhrasings),
    shape,
  };
}

export function openBaseIndex(data: BaseIndexData): BaseIndex {
  const phrasings = openPhrasings(data.phrasings);
  const passages = perField((field) => openPassageIndex(data.passages[field]));
  const meaning = openMeaning(data.meaning, phrasings.index.word);
  return { phrasings, gather: createEvidence(phrasings, passages, meaning), shape: data.shape };
}

/** How often the words of title and tags count beside those of the answer (BM25F: weights before saturation). */
const TITLE_WEIGHT = 2;
/**
 * An answer says in its first words what it is about, so they are a field of their own: this many letters, fewer of
 * Chinese. From 25 to 130 Chinese ones helped a public set of passages, the shorter the more.
 */
const OPENING = { han: 30, other: 90 };

function buildPassages(entries: readonly IndexEntry[], analyse: Analyse): BaseIndexData['passages'] {
  const features = passageFeatures(entries, analyse);
  return perField((field) => buildPassageIndex(features[field]));
}

/** What the title, the tags and the answer of each entry say, by field. */
export function passageFeatures(entries: readonly IndexEntry[], analyse: Analyse): Record<PassageField, Int32Array[]> {
  const empty = analyse('');
  const heads = new Map<string, Analysis>();
  const features = perField((): Int32Array[] => []);
  for (const entry of entries) {
    const headText = [entry.title, ...entry.tags].join('\n');
    const head = heads.get(headText) ?? analyse(headText);
    heads.set(headText, head);
    const body = entry.answer === '' ? empty : analyse(entry.answer);
    const opening = entry.answer === '' ? empty : analyse(openingOf(entry.answer));
    for (const field of ['word', 'content', 'gram', 'sound'] as const) {
      features[field].push(joined([...Array(TITLE_WEIGHT).fill(head.views[field]), body.views[field]]));
    }
    for (const field of ['openingContent', 'openingGram'] as const) {
      features[field].push(opening.views[VIEW_OF_FIELD[field]]);
    }
  }
  return features;
}

function openingOf(answer: string): string {
  const isHan = /\p{Script=Han}/u.test(answer.slice(0, OPENING.other));
  return answer.slice(0, isHan ? OPENING.han : OPENING.other);
}

const NOTHING = new Int32Array(0);

function joined(parts: readonly Int32Array[]): Int32Array {
  const present = parts.filter((part) => part.length > 0);
  if (present.length < 2) return present[0] ?? NOTHING;
  const all = new Int32Array(present.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of present) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
