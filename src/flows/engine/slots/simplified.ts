import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const HAN = /\p{Script=Han}/u;

/** Made when the first Chinese text comes: its tables take 5 MB. */
let convert: ((text: string) => string) | null = null;

/** Traditional characters as simplified ones: the words of flows are written in these, "什麼時候到" is asked in those. */
export function simplified(text: string): string {
  if (!HAN.test(text)) return text;
  convert ??= makeConverter();
  return convert(text);
}

function makeConverter(): (text: string) => string {
  const { Converter }: typeof import('opencc-js/t2cn') = load('opencc-js/t2cn');
  return Converter({ from: 't', to: 'cn' });
}
