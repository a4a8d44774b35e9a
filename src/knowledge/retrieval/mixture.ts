import type { View } from './analyse.ts';

/** How much each view counts in a similarity. The shares of a mixture add up to 1, so that it stays a cosine. */
export type Mixture = Readonly<Record<View, number>>;

/** Finds the neighbours. Shares set by hand after trying a few on all public sets; results hardly depend on them. */
export const OVERALL: Mixture = { word: 0.2, content: 0.1, pair: 0.1, gram: 0.4, sound: 0.2 };
/** Looks at wording and its order. */
export const FORM: Mixture = { word: 0.3, content: 0, pair: 0.3, gram: 0.4, sound: 0 };
/** Forgives spelling and homophones. */
export const SOUND: Mixture = { word: 0, content: 0, pair: 0, gram: 0.5, sound: 0.5 };

export function mixed(mixture: Mixture, read: (view: View) => number): number {
  return (
    mixture.word * read('word') +
    mixture.content * read('content') +
    mixture.pair * read('pair') +
    mixture.gram * read('gram') +
    mixture.sound * read('sound')
  );
}
