import type { Locale } from '../../core/index.ts';
import { createAnalyser } from './analyse.ts';
import { createBaseIndex } from './base-index.ts';
import type { IndexEntry } from './entry.ts';
import type { Retrieval } from './retrieval.ts';
import type { EngineSettings } from './worker-messages.ts';

/** The search itself, without a thread around it. */
export interface Engine {
  search(text: string, locale: Locale | null): Retrieval;
}

export function createEngine(entries: readonly IndexEntry[], settings: EngineSettings): Engine {
  const analyse = createAnalyser();
  const base = createBaseIndex(entries, analyse);
  return {
    search(text, locale) {
      const { candidates } = base.gather(analyse(text));
      const ranked = candidates
        .map(({ entry, signals }) => ({
          entry: entries[entry],
          score: ((signals[5] ?? 0) + (signals[12] ?? 0)) / 2 + (signals[30] ?? 0) / 4,
        }))
        .filter((each): each is { entry: IndexEntry; score: number } => each.entry !== undefined)
        .map(({ entry, score }) => ({ id: entry.id, score: score + (entry.locale === locale ? 1e-4 : 0) }))
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, 10);
      const confidence = Math.max(0, Math.min(1, ranked[0]?.score ?? 0));
      const sure = 1 - settings.maxWrong;
      return {
        decision: confidence > sure * 0.6 ? 'answer' : confidence > 0.3 ? 'clarify' : 'none',
        ranked,
        confidence,
      };
    },
  };
}
