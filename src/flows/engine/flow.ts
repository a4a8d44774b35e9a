import type { FlowDefinition } from './definition.ts';
import { type CompiledWords, compileWords, type EngineWords } from './engine-words.ts';
import type { SlotReader } from './slots/heard.ts';
import { isVolunteered, type SlotType, slotReader } from './slots/slot-types.ts';
import type { PortEffect } from './steps/call.ts';
import { type CompiledStep, compileStep, nextOf } from './steps/step.ts';
import type { LocalWords } from './words.ts';

/** The step name behind the last step of a flow that has no `end`. */
export const FALL_OFF = '';

/** One version of one flow, ready to be walked: templates and readers are made once, here. */
export interface Flow {
  readonly id: string;
  readonly version: number;
  readonly title: LocalWords;
  readonly timeZone: string;
  readonly firstStep: string;
  readonly steps: ReadonlyMap<string, CompiledStep>;
  readonly slots: ReadonlyMap<string, CompiledSlot>;
  readonly engineWords: CompiledWords;
  /** Words of the flow itself, for `{code|word:prefix}`. */
  readonly words: Readonly<Record<string, LocalWords>>;
  /** Words by which this flow is given up, beside those that end any flow. */
  readonly leaves: readonly RegExp[];
  readonly silence: { remindMs: number; pauseMs: number; expireMs: number };
  readonly definition: FlowDefinition;
}

export interface CompiledSlot {
  name: string;
  type: SlotType;
  label: LocalWords;
  read: SlotReader;
  /** Taken from any message, not only as the answer to its question. */
  volunteered: boolean;
}

export interface CompileOptions {
  engineWords: EngineWords;
  timeZone: string;
  effectOf(port: string): PortEffect;
}

/** Makes a parsed definition walkable. It must have passed the linter: a dangling `next` ends the flow. */
export function compileFlow(definition: FlowDefinition, options: CompileOptions): Flow {
  const ids = definition.steps.map((step) => step.id);
  const steps = definition.steps.map(
    (step, index) =>
      [step.id, compileStep(step, nextOf(step) ?? ids[index + 1] ?? FALL_OFF, options.effectOf)] as const,
  );
  const slots = Object.entries(definition.slots).map(([name, slot]) => {
    const volunteered = slot.volunteer ?? isVolunteered(slot);
    return [name, { name, type: slot, label: slot.label, read: slotReader(slot), volunteered }] as const;
  });
  return {
    id: definition.flow,
    version: definition.version,
    title: definition.title,
    timeZone: options.timeZone,
    firstStep: ids[0] ?? FALL_OFF,
    steps: new Map(steps),
    slots: new Map(slots),
    engineWords: compileWords({ ...options.engineWords, ...definition.engine_words }),
    words: definition.words,
    leaves: Object.values(definition.cues).flatMap(({ leave }) => leave.map((source) => new RegExp(source, 'iu'))),
    silence: definition.silence,
    definition,
  };
}
