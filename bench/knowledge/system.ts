import type { IndexEntry } from '../../src/knowledge/retrieval/entry.ts';
import type { Retrieval } from '../../src/knowledge/retrieval/retrieval.ts';

/** One system under measure: builds an index over entries and answers questions with a ranking and a confidence. */
export interface System {
  build(entries: readonly IndexEntry[]): Promise<(text: string) => Promise<Retrieval>>;
}

/** A phrasing as a document of its own, which suited every peer better than one long document per entry. */
export interface PhrasingDocument {
  entry: IndexEntry;
  text: string;
}

/** The questions and other ways to ask; for a section without any, its answer. */
export function phrasingDocuments(entries: readonly IndexEntry[]): PhrasingDocument[] {
  return entries.flatMap((entry) => {
    const phrasings = [entry.question, ...entry.alternatives].filter((text) => text !== '');
    return (phrasings.length > 0 ? phrasings : [entry.answer]).map((text) => ({ entry, text }));
  });
}

/** Best document per entry, ten entries; a peer has no calibration, so its top score stands for confidence. */
export function rankEntries(hits: Iterable<{ document: PhrasingDocument; score: number }>): Retrieval {
  const best = new Map<IndexEntry['id'], number>();
  for (const { document, score } of hits) {
    const { id } = document.entry;
    best.set(id, Math.max(best.get(id) ?? Number.NEGATIVE_INFINITY, score));
  }
  const ranked = [...best].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score);
  return { decision: 'none', ranked: ranked.slice(0, 10), confidence: ranked[0]?.score ?? 0 };
}
