import * as z from 'zod';
import { RuleDefinition } from './definition.ts';

/** The schema that editors use to complete and check rule files. Generated; `knowledge-base/care/care.schema.json` is tested against it. */
export function careJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(RuleDefinition, { io: 'input', unrepresentable: 'any' });
  return {
    title: 'Warmline care rule',
    description: 'A message that is sent first. See docs/recipes/add-a-care-rule.md.',
    ...schema,
  };
}
