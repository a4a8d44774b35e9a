import * as z from 'zod';
import { FlowDefinition } from '../engine/definition.ts';

/** The schema that editors use to complete and check flow files. Generated; `knowledge-base/flows/flow.schema.json` is tested against it. */
export function flowJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(FlowDefinition, { io: 'input', unrepresentable: 'any' });
  return { title: 'Warmline flow', description: 'A guided dialogue. See docs/recipes/add-a-flow.md.', ...schema };
}
