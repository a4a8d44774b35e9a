import { createHash } from 'node:crypto';
import type { FlowDefinition } from '../engine/definition.ts';

/** Keys that hold words only. Rewording needs no new version; everything else does. */
const WORDING = new Set([
  'title',
  'examples',
  'cues',
  'text',
  'hint',
  'label',
  'match',
  'words',
  'engine_words',
  'option_label',
  'silence',
  'on_new_version',
  'invite',
]);

/** A fingerprint of steps and slots without their words. Two definitions with the same one can take each other's runs. */
export function structureOf(definition: FlowDefinition): string {
  return createHash('sha256')
    .update(JSON.stringify(withoutWords(definition)))
    .digest('hex')
    .slice(0, 32);
}

function withoutWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value)
    .filter(([key]) => !WORDING.has(key) && key !== 'version')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutWords(inner)]));
}
