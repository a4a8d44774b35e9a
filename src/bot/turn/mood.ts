import type { Choice, Locale } from '../../core/index.ts';
import {
  type CaseReason,
  type Judged,
  judge,
  type Mark,
  type ReasonCode,
  type TalkCourse,
} from '../../handoff/index.ts';
import { detectLocale } from '../../knowledge/index.ts';
import type { Utterance } from '../burst.ts';
import type { Words } from '../words/words.ts';
import { choiceId, pressedChoice } from './choices.ts';
import type { Effect } from './effect.ts';
import { type Decision, offeredBy, type TurnState } from './mind.ts';
import { offerBeside } from './offer-beside.ts';

/** What the customer's words told about how they feel. */
export interface Mood {
  judged: readonly Judged[];
  mark: Mark;
}

/** Judges every text of a turn, in order. */
export function judgeAll(course: TalkCourse, utterances: readonly Utterance[], locale: Locale): Mood {
  const judged: Judged[] = [];
  let current = course;
  for (const { content, parts } of utterances) {
    const first = parts[0];
    if (content.kind !== 'text' || first === undefined) continue;
    const next = judge(current, { key: first.key, text: content.text, at: first.sentAt, locale });
    judged.push(next.judged);
    current = next.course;
  }
  return { judged, mark: current.mark };
}

/** A person is needed at once: the bot answers nothing else, and a flow that was under way hands over what it knows. */
export function bringPerson(state: TurnState, utterances: readonly Utterance[], { judged }: Mood): Decision | null {
  const urgent = judged.find(({ assessment }) => assessment.handOff === 'now');
  if (!urgent) return null;
  const codes = urgent.assessment.reasons.map(({ code }) => code);
  const asked = codes.includes('asks_for_person');
  const danger = codes.some((code) => code === 'safety' || code === 'threat_regulator' || code === 'threat_legal');
  const reasons: CaseReason[] = [
    ...(danger ? (['safety'] as const) : []),
    ...(asked ? (['asked'] as const) : []),
    ...(danger || asked ? [] : (['frustrated'] as const)),
  ];
  const need: Effect = {
    kind: 'need-person',
    reasons,
    skill: null,
    fastLane: urgent.assessment.fastLane,
    slots: slotsOf(state.memory.flow?.slots ?? {}),
    intro: asked && !danger ? 'bringPerson' : urgent.assessment.fastLane ? 'bringPersonFastLane' : 'bringPersonSorry',
  };
  // Also a first message that needs a person is answered in its own language.
  const spoken = utterances.flatMap(({ content }) =>
    content.kind === 'text' ? (detectLocale(content.text) ?? []) : [],
  );
  const locale = spoken.at(-1) ?? state.locale;
  return { locale, memory: { ...state.memory, flow: null, clarifying: null }, effects: [need] };
}

/** Puts the offer of a person (and of the fast lane, where there was damage or delay) beside what the bot answers. */
export function withOffer(words: Words, before: TurnState, decision: Decision, { judged }: Mood): Decision {
  const last = judged.findLast(({ assessment }) => assessment.handOff === 'offer' || assessment.fastLane);
  if (!last || bringsPerson(decision.effects) || turnsToComplaint(before, decision)) return decision;
  const { locale, memory } = decision;
  const fast: Choice[] = last.assessment.fastLane
    ? [{ id: choiceId({ kind: 'fast-lane' }), label: words.say(locale, 'fastLane') }]
    : [];
  const codes = last.assessment.reasons.map(({ code }) => code);
  const unspoken = fast.length === 0 && codes.every((code) => MISSED.has(code) || UNSPOKEN.has(code));
  // An answer that admits it brings the way to a person itself.
  if (unspoken && offersPerson(decision.effects)) return decision;
  // The bot did not help, and nobody said a word of displeasure: to tell them that they are upset would be strange.
  const failed = unspoken && codes.some((code) => MISSED.has(code));
  const choices = [...fast, { id: choiceId({ kind: 'person' }), label: words.say(locale, 'talkToPerson') }];
  const prompt = words.say(locale, fast.length > 0 ? 'offerFastLane' : failed ? 'offerPersonMissed' : 'offerPerson');
  const offer: Effect = { kind: 'say', reply: { kind: 'choices', prompt, choices } };
  if (memory.flow !== null) {
    const lead = `${prompt}${locale === 'en' ? ' ' : ''}${words.say(locale, 'offerOrGoOn')}`;
    const effects = offerBeside(decision.effects, lead, choices) ?? [offer, ...decision.effects];
    return { locale, memory: { ...memory, offered: offeredBy(effects) ?? memory.offered }, effects };
  }
  return { locale, memory: { ...memory, offered: choices }, effects: [...decision.effects, offer] };
}

const MISSED: ReadonlySet<ReasonCode> = new Set(['bot_misses', 'answer_missed', 'same_answer_again', 'thumbs_down']);
/** What the fitted part sees and nobody said outright. */
const UNSPOKEN: ReadonlySet<ReasonCode> = new Set([
  'negative_words',
  'repeats_question',
  'refuses_answer',
  'course_of_talk',
  'left_waiting',
  'mood_worsening',
  'mood_lasting',
]);

function offersPerson(effects: readonly Effect[]): boolean {
  return effects.some(
    (effect) =>
      effect.kind === 'say' &&
      effect.reply.kind === 'choices' &&
      effect.reply.choices.some(({ id }) => pressedChoice(id)?.kind === 'person'),
  );
}

/** What the bot found out about itself in this turn, for the next judgement. */
export function markAfter(mark: Mark, effects: readonly Effect[]): Mark {
  const missed = effects.some((effect) => effect.kind === 'gap');
  const spoke = effects.some((effect) => effect.kind === 'say');
  const down = effects.filter((effect) => effect.kind === 'feedback' && !effect.helpful).length;
  return {
    ...mark,
    misses: missed ? mark.misses + 1 : spoke ? 0 : mark.misses,
    thumbsDown: mark.thumbsDown + down,
  };
}

/** Whole messages of who waits for a colleague and no longer wants to. */
const LEAVING =
  /^(?:那|那就|还是)?(?:算了吧?|不用了|不需要了|不等了|不用人工了?|不找人工了?|取消(?:排队|人工|转接)?|(?:算了吧?[\s,，]*)(?:不用|不需要|不等|不找|不要)了|never ?mind|nvm|cancel|forget it|no longer needed|(?:i'm|i am) not waiting(?: any ?(?:more|longer))?)(?:谢谢)?$/iu;

/** The customer no longer wants to wait: the button, its label typed, or words that say so. */
export function leavesQueue(words: Words, utterances: readonly Utterance[]): boolean {
  const labels = (['zh-CN', 'en'] as const).map((locale) => words.say(locale, 'leaveQueue').toLowerCase());
  return utterances.some(({ content }) => {
    if (content.kind === 'choice') return pressedChoice(content.id)?.kind === 'leave-queue';
    if (content.kind !== 'text') return false;
    const said = content.text
      .normalize('NFKC')
      .replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '')
      .toLowerCase();
    return labels.includes(said) || LEAVING.test(said);
  });
}

/** The complaint's own first words say sorry and name the way to a person: a second apology beside them is one too many. */
function turnsToComplaint({ memory: before }: TurnState, { memory, effects }: Decision): boolean {
  const began = memory.flow !== null && memory.flow.flow !== before.flow?.flow && COMPLAINT_FLOWS.has(memory.flow.flow);
  return began || effects.some((effect) => completes(effect, COMPLAINT_FLOWS));
}

export const COMPLAINT_FLOWS: ReadonlySet<string> = new Set(['complaint', 'complaint-status']);

function completes(effect: Effect, flows: ReadonlySet<string>): boolean {
  return effect.kind === 'flow' && effect.effect.kind === 'complete' && flows.has(effect.effect.flow);
}

function bringsPerson(effects: readonly Effect[]): boolean {
  return effects.some(
    (effect) => effect.kind === 'need-person' || (effect.kind === 'flow' && effect.effect.kind === 'handoff'),
  );
}

/** What a guided dialogue has found out, as lines for a person. */
export function slotsOf(slots: Readonly<Record<string, unknown>>): { name: string; value: string }[] {
  return Object.entries(slots)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) }))
    .slice(0, 30);
}
