import type { FlowDefinition } from '../engine/definition.ts';
import { type Step, targetsOf } from '../engine/steps/step.ts';

/** The flow as a Mermaid flowchart, for documentation and for seeing what one has written. */
export function flowGraph(flow: FlowDefinition): string {
  const lines = ['flowchart TD'];
  flow.steps.forEach((step, index) => {
    lines.push(`  ${step.id}${shapeOf(step)}`);
    for (const target of targetsOf(step, flow.steps[index + 1]?.id ?? null))
      lines.push(
        target.label === ''
          ? `  ${step.id} --> ${target.step}`
          : `  ${step.id} -->|${escaped(target.label)}| ${target.step}`,
      );
  });
  return `${lines.join('\n')}\n`;
}

function shapeOf(step: Step): string {
  const label = escaped(labelOf(step));
  switch (step.kind) {
    case 'ask':
      return `[/"${label}"/]`;
    case 'branch':
      return `{"${label}"}`;
    case 'call':
    case 'flow':
      return `[["${label}"]]`;
    case 'end':
    case 'handoff':
      return `(["${label}"])`;
    case 'say':
    case 'do':
      return `["${label}"]`;
    default:
      return step satisfies never;
  }
}

function labelOf(step: Step): string {
  switch (step.kind) {
    case 'ask':
      return `${step.id}: ask ${step.slot}`;
    case 'call':
      return `${step.id}: call ${step.port}`;
    case 'flow':
      return `${step.id}: flow ${step.flow}`;
    case 'end':
      return `${step.id}: end ${step.outcome}`;
    case 'say':
    case 'branch':
    case 'do':
    case 'handoff':
      return `${step.id}: ${step.kind}`;
    default:
      return step satisfies never;
  }
}

function escaped(text: string): string {
  return text.replaceAll('"', '#quot;').replaceAll('|', '#124;');
}
