import * as z from 'zod';
import { Locale } from '../../core/index.ts';
import { EngineWord } from './engine-words.ts';
import { ChoiceSlot } from './slots/choice.ts';
import { DateSlot } from './slots/date.ts';
import { MediaSlot } from './slots/media.ts';
import { NumberSlot } from './slots/number.ts';
import { OrderNumberSlot } from './slots/order-number.ts';
import { PhoneSlot } from './slots/phone.ts';
import { RatingSlot } from './slots/rating.ts';
import { TextSlot } from './slots/text.ts';
import { YesNoSlot } from './slots/yes-no.ts';
import { Step } from './steps/step.ts';
import { Duration, FlowId, LocalWords, SlotId, StepId } from './words.ts';

const Named = {
  label: LocalWords.describe('What it is called when it is repeated to the customer: order number'),
  volunteer: z
    .boolean()
    .optional()
    .describe('Whether it is taken from any message; the type decides when this is left out'),
};

export const SlotDefinition = z.discriminatedUnion('type', [
  TextSlot.extend(Named),
  ChoiceSlot.extend(Named),
  NumberSlot.extend(Named),
  DateSlot.extend(Named),
  PhoneSlot.extend(Named),
  OrderNumberSlot.extend(Named),
  YesNoSlot.extend(Named),
  RatingSlot.extend(Named),
  MediaSlot.extend(Named),
]);

/** What a run of an older version does when it is met: ends on its own version, is moved over, or gets a person. */
const OnNewVersion = z.union([
  z.enum(['finish', 'handoff']),
  z.strictObject({
    migrate: z.strictObject({
      steps: z
        .record(StepId, StepId)
        .default({})
        .describe('Old step: new step; a step that is not named keeps its name'),
      slots: z.record(SlotId, SlotId).default({}).describe('Old slot: new slot'),
    }),
  }),
]);

/** When a customer falls silent. */
const Silence = z
  .strictObject({
    remind_after: Duration.default(300_000),
    pause_after: Duration.default(900_000).describe('After the reminder'),
    resume_within: Duration.default(86_400_000),
  })
  .prefault({})
  .transform((silence) => ({
    remindMs: silence.remind_after,
    pauseMs: silence.pause_after,
    expireMs: silence.resume_within,
  }));

/** A questionnaire’s rules; only flows that are surveys have this. */
const SurveyRules = z.strictObject({
  kind: z.enum(['csat', 'nps', 'ces', 'preference']),
  occasion: z.enum(['case_resolved', 'delivered', 'manual']),
  delay: Duration.describe('How long after the occasion the invitation is due'),
  expires: Duration.describe('How long after its due time an invitation may still be sent or answered'),
  cooldown: Duration.describe('No second invitation to the same customer within this time'),
  invite: LocalWords.describe('The words of the invitation'),
});

/** Signs in a message that are sure enough without a search. Bounded repeats only: they run on every message. */
const Cues = z.strictObject({
  say: z.array(z.string().min(1).max(400)).min(1).describe('Regular expressions; one that matches starts the flow'),
  unless: z.array(z.string().min(1).max(1_000)).default([]).describe('Regular expressions that forbid it'),
  leave: z
    .array(z.string().min(1).max(1_000))
    .default([])
    .describe('Regular expressions; one that matches while the flow runs ends it, as “cancel” does'),
});

/** A file in `knowledge-base/flows`. */
export const FlowDefinition = z.strictObject({
  flow: FlowId,
  version: z.int().min(1),
  title: LocalWords.describe('How the flow is called when it is taken up again'),
  on_new_version: OnNewVersion.default('finish'),
  examples: z
    .strictObject({ 'zh-CN': z.array(z.string().min(1).max(200)), en: z.array(z.string().min(1).max(200)) })
    .prefault({ 'zh-CN': [], en: [] })
    .describe(
      'Sentences of customers that start it. Empty: it is only started by other flows, invitations and buttons',
    ),
  cues: z.partialRecord(Locale, Cues).default({}).describe('Sure signs of this flow, beside its examples'),
  silence: Silence,
  survey: SurveyRules.optional(),
  slots: z.record(SlotId, SlotDefinition).default({}),
  words: z
    .record(z.string().regex(/^[a-z][\w-]*$/), LocalWords)
    .default({})
    .describe('Words of codes, for {code|word:prefix}'),
  engine_words: z.partialRecord(EngineWord, LocalWords).default({}),
  steps: z.array(Step).min(1).max(200),
});
export type FlowDefinition = z.infer<typeof FlowDefinition>;
