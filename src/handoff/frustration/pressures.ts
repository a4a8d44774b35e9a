import type { MoodEstimate } from './estimate-mood.ts';
import type { ReasonCode } from './reason.ts';
import { alreadySaid, angerIn, curtReply } from './rules/anger.ts';
import { asksForPerson } from './rules/asks-for-person.ts';
import { grievancesIn } from './rules/grievances.ts';
import { insultsIn } from './rules/insults.ts';
import { threatsIn } from './rules/threats.ts';
import { withdrawsComplaint } from './rules/withdrawals.ts';
import type { Signals } from './signals.ts';
import type { TalkFacts } from './talk.ts';

/** An explicit sign, and the share of the distance to 1 by which it lifts the score. */
export interface Pressure {
  code: ReasonCode;
  strength: number;
  words?: readonly string[];
}

/**
 * How strong each explicit sign is. These are judgements: the sets hold hardly any insult or threat. An insult is 0.9
 * because the fitted part reaches 0.9 at most, so that adding one can never lower a score.
 */
const STRENGTH = {
  insult: 0.9,
  threat: { regulator: 0.8, legal: 0.8, chargeback: 0.75, public: 0.55, leave: 0.55, complain: 0.3 },
  grievance: { safety: 0.55, damage: 0.06, delay: 0.04, refund: 0.02 },
  person: 0.25,
  anger: 0.4,
  curt: 0.2,
  alreadySaid: 0.2,
  shouting: 0.2,
  sameAnswer: 0.12,
  /** Of a message that is surely angry when read alone. */
  alone: 0.7,
} as const;

/** From this likeness on the customer got an answer that they had got before. */
const SAME_ANSWER = 0.9;
/** Below this probability the words alone say nothing. */
const ALONE_FROM = 0.5;

/** What the words of a later message would say alone, as a sign beside the talk; null when that is little. */
export function wordsAlone({ logit, phrases }: MoodEstimate): Pressure | null {
  const sure = Math.max(0, 1 / (1 + Math.exp(-logit)) - ALONE_FROM) / (1 - ALONE_FROM);
  const strength = STRENGTH.alone * sure * sure;
  if (strength < 0.01) return null;
  return { code: 'negative_words', strength, words: phrases.map(({ text }) => text) };
}

/** The explicit signs of a message. */
export function pressuresOf({ text, hotlines, course, manner }: Signals): Pressure[] {
  const pressures: Pressure[] = [];
  const person = asksForPerson(text);
  if (person !== null) pressures.push({ code: 'asks_for_person', strength: STRENGTH.person, words: [person] });
  const insults = insultsIn(text);
  if (insults.length > 0) {
    const strength = 1 - (1 - STRENGTH.insult) ** Math.min(2, insults.length);
    pressures.push({ code: 'insult', strength, words: insults.slice(0, 3) });
  }
  for (const { kind, words } of threatsIn(text, hotlines)) {
    pressures.push({ code: `threat_${kind}`, strength: STRENGTH.threat[kind], words: [words] });
  }
  for (const { kind, words } of grievancesIn(text)) {
    pressures.push({ code: kind, strength: STRENGTH.grievance[kind], words: [words] });
  }
  const anger = angerIn(text);
  if (anger !== null) pressures.push({ code: 'anger', strength: STRENGTH.anger, words: [anger] });
  const said = course.answers > 0 ? alreadySaid(text) : null;
  if (said !== null) pressures.push({ code: 'already_said', strength: STRENGTH.alreadySaid, words: [said] });
  if (manner.shouted >= 2 && manner.shouted * 4 > course.length / 5) {
    pressures.push({ code: 'shouting', strength: STRENGTH.shouting });
  }
  if (course.answers > 1 && course.answerLength > 8 && course.answerRepeat >= SAME_ANSWER) {
    pressures.push({ code: 'same_answer_again', strength: STRENGTH.sameAnswer });
  }
  if (course.answers > 0 && curtReply(text))
    pressures.push({ code: 'curt_reply', strength: STRENGTH.curt, words: [text] });
  return pressures;
}

/**
 * What takes displeasure away, in log-odds added to the fitted part: the weights know the word "complain" from those who
 * do, and hold it against whoever takes a complaint back.
 */
export function reliefOf({ text }: Signals): number {
  return withdrawsComplaint(text) ? RELIEF : 0;
}

/** From the angriest that a withdrawn complaint was judged (0.96) to below every threshold. */
const RELIEF = -5;

/** What is known beside the words, in log-odds added to the fitted part. Judgements, not fitted: no set tells them. */
export function factLogits(facts: TalkFacts): { code: ReasonCode; logit: number }[] {
  const waitedMinutes = (facts.waitedMs ?? 0) / 60_000;
  const rows: { code: ReasonCode; logit: number }[] = [
    { code: 'bot_misses', logit: 0.5 * Math.min(3, Math.max(0, facts.botMisses ?? 0)) },
    { code: 'thumbs_down', logit: 0.7 * Math.min(2, Math.max(0, facts.thumbsDown ?? 0)) },
    { code: 'waited', logit: waitedMinutes < 2 ? 0 : Math.min(1.2, 0.3 * Math.log2(waitedMinutes)) },
    { code: 'order_late', logit: Math.min(0.9, 0.3 * Math.max(0, facts.orderLateDays ?? 0)) },
    { code: 'open_complaint', logit: facts.openComplaint ? 0.6 : 0 },
  ];
  return rows.filter(({ logit }) => logit > 0);
}
