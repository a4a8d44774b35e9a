import { type Analyse, type Analysis, createAnalyser, type Language } from './analyse.ts';

/** Takes texts apart, and remembers those of the last round: after an edit nearly all of them come again. */
export interface RememberingAnalyser {
  /** The analyser of a new round. What the round before the last one knew is forgotten. */
  next(synonyms: readonly (readonly string[])[]): Analyse;
}

export function createRememberingAnalyser(language: Language): RememberingAnalyser {
  let folding = '';
  let known = new Map<string, Analysis>();
  return {
    next(synonyms) {
      const wanted = JSON.stringify(synonyms);
      const before = wanted === folding ? known : new Map<string, Analysis>();
      folding = wanted;
      const now = new Map<string, Analysis>();
      known = now;
      const analyse = createAnalyser(language, synonyms);
      return (text) => {
        const analysis = now.get(text) ?? before.get(text) ?? analyse(text);
        now.set(text, analysis);
        return analysis;
      };
    },
  };
}
