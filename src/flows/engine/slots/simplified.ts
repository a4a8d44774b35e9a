import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const HAN = /\p{Script=Han}/u;

/** Traditional characters as simplified ones: the words of flows are written in these, "什麼時候到" is asked in those. */
export function simplified(text: string): string {
  return HAN.test(text) ? converter()(text) : text;
}

/** Made when the first Chinese text comes: its tables take 5 MB. */
const converter = onceMade(() => {
  const { Converter }: typeof import('opencc-js/t2cn') = load('opencc-js/t2cn');
  return Converter({ from: 't', to: 'cn' });
});

function onceMade<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
