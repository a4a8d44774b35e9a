/** What stands in a text: words, and places such as `{name|friend}` with what is said where nothing is known. */
type Part = { kind: 'words'; text: string } | { kind: 'place'; name: string; fallback: string | null };

export type Template = readonly Part[];

/** Values of the places; an empty text or null: not known. */
export type Values = Readonly<Record<string, string | null>>;

/** A variable that a text may use. `always`: it has a value for everybody whom the text can reach. */
export interface Variable {
  name: string;
  always: boolean;
}

export type TemplateCheck =
  | { kind: 'template'; template: Template }
  | { kind: 'problems'; problems: readonly string[] };

const PLACE = /\{([^{}|\n]*)(?:\|([^{}\n]*))?\}/g;
const NAME = /^[a-z][a-z_]*$/;

/**
 * Compiles a text and holds every place against what the rule knows: an unknown variable, one that may be empty and has
 * no fallback, or a brace that is no place is refused before anybody is written to.
 */
export function readTemplate(text: string, variables: readonly Variable[]): TemplateCheck {
  const parts: Part[] = [];
  const problems: string[] = [];
  const known = variables.map(({ name }) => name).join(', ');
  let at = 0;
  const words = (piece: string) => {
    if (/[{}]/.test(piece))
      problems.push(`“${piece.trim().slice(0, 40)}” has a brace that is no place; write {name} or {name|fallback}`);
    if (piece !== '') parts.push({ kind: 'words', text: piece });
  };
  for (const match of text.matchAll(PLACE)) {
    words(text.slice(at, match.index));
    at = match.index + match[0].length;
    const name = (match[1] ?? '').trim();
    const fallback = match[2] ?? null;
    const variable = variables.find((each) => each.name === name);
    if (!NAME.test(name) || variable === undefined) problems.push(`{${name}} is not known here; known are ${known}`);
    else if (!variable.always && (fallback === null || fallback.trim() === ''))
      problems.push(`{${name}} may be empty: give it a fallback, as in {${name}|…}`);
    parts.push({ kind: 'place', name, fallback });
  }
  words(text.slice(at));
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'template', template: parts };
}

/** Null when a variable that the rule promised has no value after all: better nothing is sent than a hole. */
export function fillTemplate(template: Template, values: Values): string | null {
  let text = '';
  for (const part of template) {
    if (part.kind === 'words') {
      text += part.text;
      continue;
    }
    const value = values[part.name]?.trim() || part.fallback;
    if (value === null) return null;
    text += escapeMarkdown(value);
  }
  return text.trim();
}

/** Names and titles come from people and systems: none of them becomes a link or formatting. */
function escapeMarkdown(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()<>#+\-!|~&]/g, (sign) => `\\${sign}`);
}
