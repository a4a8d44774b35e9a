import { type Analyse, type Analysis, VIEWS } from './analyse.ts';
import type { IndexEntry } from './entry.ts';
import { createEvidence, type GatherEvidence, type PassageView } from './evidence.ts';
import { buildMeaning, type MeaningData, openMeaning } from './meaning.ts';
import { buildPassageIndex, openPassageIndex } from './passage-index.ts';
import { buildPhrasings, openPhrasings, type Phrasings, type PhrasingsData } from './phrasings.ts';
import type { BaseShape } from './ranking.ts';
import type { TextIndexData } from './text-index-data.ts';
import { wordingsOf } from './wordings.ts';

/** Everything that is computed once from the entries, before any question comes: flat arrays, cheap to hand on and keep. */
export interface BaseIndexData {
  phrasings: PhrasingsData;
  passages: Readonly<Record<PassageView, TextIndexData>>;
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
  const passages = {
    word: openPassageIndex(data.passages.word),
    content: openPassageIndex(data.passages.content),
    gram: openPassageIndex(data.passages.gram),
    sound: openPassageIndex(data.passages.sound),
  };
  const meaning = openMeaning(data.meaning, phrasings.index.word);
  return { phrasings, gather: createEvidence(phrasings, passages, meaning), shape: data.shape };
}

/** How often the words of title and tags count beside those of the answer (BM25F: weights before saturation). */
const TITLE_WEIGHT = 2;

function buildPassages(entries: readonly IndexEntry[], analyse: Analyse): BaseIndexData['passages'] {
  const empty = analyse('');
  const heads = new Map<string, Analysis>();
  const features: Record<PassageView, Int32Array[]> = { word: [], content: [], gram: [], sound: [] };
  for (const entry of entries) {
    const headText = [entry.title, ...entry.tags].join('\n');
    const head = heads.get(headText) ?? analyse(headText);
    heads.set(headText, head);
    const body = entry.answer === '' ? empty : analyse(entry.answer);
    for (const view of VIEWS) {
      if (view === 'pair') continue;
      features[view].push(joined([...Array(TITLE_WEIGHT).fill(head.views[view]), body.views[view]]));
    }
  }
  return {
    word: buildPassageIndex(features.word),
    content: buildPassageIndex(features.content),
    gram: buildPassageIndex(features.gram),
    sound: buildPassageIndex(features.sound),
  };
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
