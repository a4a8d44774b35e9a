import { type Analyse, type Analysis, VIEWS } from './analyse.ts';
import type { IndexEntry } from './entry.ts';
import { createEvidence, type GatherEvidence, type Passages } from './evidence.ts';
import { createMeaning } from './meaning.ts';
import { createPassageIndex } from './passage-index.ts';
import { createPhrasings, type Phrasings } from './phrasings.ts';
import type { BaseShape } from './ranking.ts';
import { wordingsOf } from './wordings.ts';

/** Everything that is computed once from the entries, before any question comes. */
export interface BaseIndex {
  phrasings: Phrasings;
  /** One phrasing as if it were asked, by its number. */
  asked(phrasing: number): Analysis;
  gather: GatherEvidence;
  shape: BaseShape;
}

export function createBaseIndex(entries: readonly IndexEntry[], analyse: Analyse): BaseIndex {
  const wordings = entries.map(wordingsOf);
  const texts = wordings.map((each) => each.map(analyse));
  const phrasings = createPhrasings(texts);
  const passages = passagesOf(entries, analyse);
  const asked = texts.filter((each) => each.length > 0).length;
  const all = wordings.flat();
  const meanPhrasings = phrasings.count / (asked || 1);
  return {
    phrasings,
    asked: (phrasing) => analyse(all[phrasing] ?? ''),
    gather: createEvidence(phrasings, passages, createMeaning(phrasings, meanPhrasings)),
    shape: { meanPhrasings },
  };
}

/** How often the words of title and tags count beside those of the answer (BM25F: weights before saturation). */
const TITLE_WEIGHT = 2;

function passagesOf(entries: readonly IndexEntry[], analyse: Analyse): Passages {
  const empty = analyse('');
  const heads = new Map<string, Analysis>();
  const features = { word: [], content: [], gram: [], sound: [] } as Record<keyof Passages, Int32Array[]>;
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
    word: createPassageIndex(features.word),
    content: createPassageIndex(features.content),
    gram: createPassageIndex(features.gram),
    sound: createPassageIndex(features.sound),
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
