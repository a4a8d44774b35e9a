export { type Assessment, assess } from './assess.ts';
export { type LabelledDialogue, parseDialogues } from './dialogues.ts';
export { evaluateFrustration, type FrustrationReport, type LevelQuality, type TurnResult } from './evaluate.ts';
export {
  CALM_MOOD,
  MOOD_LEVELS,
  type Mood,
  type MoodLevel,
  type MoodThresholds,
  returnedMood,
} from './mood.ts';
export { readTalk } from './read-talk.ts';
export { ReadTurn } from './read-turn.ts';
export type { Reason, ReasonCode } from './reason.ts';
export { asksForPerson } from './rules/asks-for-person.ts';
export type { Signals } from './signals.ts';
export type { CustomerTier, Talk, TalkFacts, TalkTurn } from './talk.ts';
