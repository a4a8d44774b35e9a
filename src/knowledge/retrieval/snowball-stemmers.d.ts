/** The part that is used of a package that brings no types. */
declare module 'snowball-stemmers' {
  export function newStemmer(algorithm: 'english'): { stem(word: string): string };
}
