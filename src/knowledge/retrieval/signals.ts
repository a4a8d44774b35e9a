/** What speaks for one entry. Every number is free of the base's size and language, so that weights transfer. */
export const SIGNALS = [
  'maxWord',
  'maxContent',
  'maxPair',
  'maxGram',
  'maxSound',
  'maxMix',
  'secondMix',
  'centreWord',
  'centreContent',
  'centrePair',
  'centreGram',
  'centreSound',
  'ridgeForm',
  'ridgeSound',
  'askedCovered',
  'phrasingCovered',
  'gramAskedCovered',
  'gramPhrasingCovered',
  'contentAskedCovered',
  'contentPhrasingCovered',
  'askedMissing',
  'phrasingMissing',
  'rankedWord',
  'rankedGram',
  'entryWordCovered',
  'entryContentCovered',
  'letterDice',
  'letterOrder',
  'letterPairs',
  'maxMeaning',
  'meanMeaning',
  'askedAgrees',
  'passageWord',
  'passageContent',
  'passageGram',
  'passageSound',
  'openingContent',
  'openingGram',
] as const;
export type Signal = (typeof SIGNALS)[number];

export interface Candidate {
  entry: number;
  signals: Float32Array;
  /** How many phrasings spoke for it (without the ones left out). */
  phrasings: number;
}

export interface Evidence {
  candidates: Candidate[];
  /** Share of the question's idf mass, by word, by gram and by content word, that the whole base does not know. */
  unknownWords: number;
  unknownGrams: number;
  unknownContent: number;
  words: number;
}

/** What is pretended not to be in the base: for questions made from the base itself. */
export interface LeftOut {
  phrasing?: number;
  entry?: number;
}
