import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { newStemmer } from 'snowball-stemmers';

/** What every peer is given: stems for English, segmented words and character pairs for Chinese. */
export function createTokens(): (text: string) => string[] {
  const jieba = Jieba.withDict(dict);
  const stemmer = newStemmer('english');
  return (text) => {
    const tokens: string[] = [];
    for (const [run] of text
      .normalize('NFKC')
      .toLowerCase()
      .matchAll(/\p{Script=Han}+|[^\p{Script=Han}\P{L}]+|\p{N}+/gu)) {
      if (!/\p{Script=Han}/u.test(run)) tokens.push(stemmer.stem(run));
      else {
        const words = jieba.cut(run, true);
        tokens.push(...words);
        for (let i = 0; i + 2 <= run.length; i += 1) {
          const pair = run.slice(i, i + 2);
          if (!words.includes(pair)) tokens.push(pair);
        }
      }
    }
    return tokens;
  };
}
