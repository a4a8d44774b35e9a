import { hashText } from '../../src/handoff/frustration/hash.ts';

/**
 * Sentences by pattern: `{a|b}` is one of them, `[a|b]` one of them or nothing, `<name>` one of the list that a line
 * `<name> a|b` gives. A line that begins with "+" asks for a person, with "-" not. Of each pattern at most `each`
 * different sentences come, the same every time.
 */
export function expandPatterns(file: string, each: number): { text: string; asks: boolean }[] {
  const lines = file.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const lists = new Map<string, string>();
  const sentences = new Map<string, boolean>();
  for (const line of lines) {
    const list = /^<([^>]+)> (.+)$/.exec(line);
    const pattern = /^([+-]) (.+)$/.exec(line);
    if (list) lists.set(list[1] ?? '', list[2] ?? '');
    else if (pattern) {
      for (const text of samples(pattern[2] ?? '', lists, each)) sentences.set(text, pattern[1] === '+');
    } else throw new Error(`"${line}" is neither a list nor a pattern.`);
  }
  return [...sentences].map(([text, asks]) => ({ text, asks }));
}

function samples(pattern: string, lists: ReadonlyMap<string, string>, each: number): Set<string> {
  const found = new Set<string>();
  for (let turn = 0; turn < each * 2 && found.size < each; turn += 1) {
    let choices = 0;
    const choose = (options: readonly string[]) => {
      choices += 1;
      return options[hashText(`${pattern} ${turn} ${choices}`, CHANCE) % options.length] ?? '';
    };
    found.add(tidy(expand(pattern, lists, choose)));
  }
  return found;
}

const CHANCE = 20;

type Choose = (options: readonly string[]) => string;

/** Replaces the innermost choice until there is none. */
function expand(pattern: string, lists: ReadonlyMap<string, string>, choose: Choose): string {
  let text = pattern;
  for (;;) {
    const named = text.replace(/<([^<>]+)>/g, (_, name: string) => {
      const list = lists.get(name);
      if (list === undefined) throw new Error(`There is no list <${name}> above "${pattern}".`);
      return choose(list.split('|'));
    });
    const chosen = named
      .replace(/\{([^{}[\]<>]*)\}/g, (_, options: string) => choose(options.split('|')))
      .replace(/\[([^{}[\]<>]*)\]/g, (_, options: string) => choose(['', ...options.split('|')]));
    if (chosen === text) return text;
    text = chosen;
  }
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.!?])/g, '')
    .replace(/\ba (?=[aeio])/g, 'an ')
    .trim();
}
