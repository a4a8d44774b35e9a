import type { Locale } from '../../core/index.ts';
import { type Analysis, createAnalyser } from './analyse.ts';
import type { IndexEntry } from './entry.ts';
import type { Retrieval } from './retrieval.ts';
import { createTextIndex } from './text-index.ts';
import type { EngineSettings } from './worker-messages.ts';

/** The search itself, without a thread around it. */
export interface Engine {
  search(text: string, locale: Locale | null): Retrieval;
}

export function createEngine(entries: readonly IndexEntry[], settings: EngineSettings): Engine {
  const analyse = createAnalyser();
  const texts: Analysis[] = [];
  const owners: number[] = [];
  entries.forEach((entry, number) => {
    for (const text of [entry.question, ...entry.alternatives, entry.question ? '' : entry.answer]) {
      if (text === '') continue;
      texts.push(analyse(text));
      owners.push(number);
    }
  });
  const words = createTextIndex(texts, 'word');
  const grams = createTextIndex(texts, 'gram');

  return {
    search(text, locale) {
      const query = analyse(text);
      const best = new Map<number, number>();
      for (const index of [words, grams]) {
        const scores = new Float32Array(texts.length);
        const touched: number[] = [];
        index.score(query, scores, touched);
        const perEntry = new Map<number, number>();
        for (const number of touched) {
          const owner = owners[number] ?? 0;
          perEntry.set(owner, Math.max(perEntry.get(owner) ?? 0, scores[number] ?? 0));
        }
        for (const [owner, score] of perEntry) best.set(owner, (best.get(owner) ?? 0) + score / 2);
      }
      const ranked = [...best]
        .map(([owner, score]) => ({ entry: entries[owner], score }))
        .filter((each): each is { entry: IndexEntry; score: number } => each.entry !== undefined)
        .map(({ entry, score }) => ({ id: entry.id, score: score + (entry.locale === locale ? 1e-4 : 0) }))
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, 10);
      const confidence = Math.min(1, ranked[0]?.score ?? 0);
      const sure = 1 - settings.maxWrong;
      return {
        decision: confidence > sure * 0.6 ? 'answer' : confidence > 0.3 ? 'clarify' : 'none',
        ranked,
        confidence,
      };
    },
  };
}
