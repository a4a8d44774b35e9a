import type { FeatureFamily } from './feature-family.ts';
import type { Grievance } from './rules/grievances.ts';
import type { ThreatKind } from './rules/threats.ts';

/** Why a turn got its score. Words for people are the reader's business (bot, console), in their language. */
export type ReasonCode =
  | 'asks_for_person'
  | 'insult'
  | `threat_${ThreatKind}`
  | Grievance
  | 'anger'
  | 'curt_reply'
  | 'already_said'
  | 'shouting'
  | 'same_answer_again'
  | 'negative_words'
  | 'repeats_question'
  | 'answer_missed'
  | 'refuses_answer'
  | 'pressing_punctuation'
  | 'left_waiting'
  | 'course_of_talk'
  | 'bot_misses'
  | 'thumbs_down'
  | 'waited'
  | 'order_late'
  | 'open_complaint'
  | 'mood_worsening'
  | 'mood_lasting';

export interface Reason {
  code: ReasonCode;
  /** By how much the score would be lower without it, 0..1. */
  weight: number;
  /** The customer's own words (folded) that told it. */
  words?: readonly string[];
}

/** Under which code a family of fitted evidence is told; null for what explains nothing to a person. */
export function reasonOfFamily(family: FeatureFamily): ReasonCode | null {
  switch (family) {
    case 'words':
      return 'negative_words';
    case 'repetition':
      return 'repeats_question';
    case 'answer':
      return 'answer_missed';
    case 'reply':
      return 'refuses_answer';
    case 'punctuation':
      return 'pressing_punctuation';
    case 'unanswered':
      return 'left_waiting';
    case 'position':
    case 'history':
      return 'course_of_talk';
    case 'length':
    case 'context':
      return null;
    default:
      return family satisfies never;
  }
}
