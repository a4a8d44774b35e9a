import type { triggerKind } from './definition.ts';
import type { Variable } from './template.ts';

/** What every message knows of its reader. */
export const PERSON_VARIABLES: readonly Variable[] = [
  { name: 'shop', always: true },
  { name: 'name', always: false },
  { name: 'tier', always: false },
];

const ORDER: readonly Variable[] = [
  { name: 'order', always: true },
  { name: 'item', always: false },
];

/** What a text may name besides, by what the rule waits for. */
const OWN: Readonly<Record<ReturnType<typeof triggerKind>, readonly Variable[]>> = {
  birthday: [],
  anniversary: [{ name: 'years', always: true }],
  holiday: [{ name: 'holiday', always: true }],
  delivered: ORDER,
  purchased: ORDER,
  case_resolved: [],
  dormant: [{ name: 'days', always: true }],
  tagged: [],
};

export function variablesOf(trigger: ReturnType<typeof triggerKind>): readonly Variable[] {
  return [...PERSON_VARIABLES, ...OWN[trigger]];
}
