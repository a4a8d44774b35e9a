import type * as z from 'zod';

/** What zod calls a type, as an operator writes it in a file. */
const FORMS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list (each entry in a line that begins with "- ")',
  object: 'names with values ("name: value", one in a line)',
  record: 'names with values ("name: value", one in a line)',
};

/** What is counted in a value of this kind. */
const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', set: 'entries' };

/** What to write instead, for whoever wrote the file. Undefined: zod's own sentence, or that of the schema. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type': {
      const form = FORMS[issue.expected];
      if (form === undefined) return undefined;
      if (issue.input === undefined) return `This is missing. Write ${form}.`;
      const isBare = issue.expected === 'string' && ['number', 'boolean'].includes(typeof issue.input);
      return `Write ${form}${isBare ? `, in quotes: "${String(issue.input)}"` : `, not ${formOf(issue.input)}`}.`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      return values.length === 1 ? `Write ${values[0]}.` : `Write one of ${values.join(', ')}.`;
    }
    case 'too_small': {
      if (issue.origin === 'string' && issue.minimum === 1) return 'This is empty. Write text.';
      return `Write ${bound(issue, issue.minimum, issue.inclusive ? 'at least' : 'more than')}.`;
    }
    case 'too_big':
      return `Write ${bound(issue, issue.maximum, issue.inclusive ? 'at most' : 'less than')}.`;
    case 'invalid_union':
      return issue.input === undefined ? 'This is missing.' : 'This has none of the forms that it may have.';
    case 'invalid_format':
      return issue.format === 'regex' ? `This is not written as it has to be: ${issue.pattern}.` : undefined;
    default:
      return undefined;
  }
};

function bound({ origin }: { origin: string }, limit: number | bigint, how: string): string {
  const unit = UNITS[origin];
  return unit === undefined ? `a number of ${how} ${limit}` : `${how} ${limit} ${unit}`;
}

function formOf(input: unknown): string {
  if (input === null) return 'nothing';
  return FORMS[Array.isArray(input) ? 'array' : typeof input] ?? 'this';
}
