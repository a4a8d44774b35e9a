import type { Course } from './course.ts';
import type { MoodLanguage } from './language.ts';
import type { TalkFacts } from './talk.ts';

/** How a message is written, counted in the raw text. */
export interface Manner {
  exclamations: number;
  questionMarks: number;
  /** "??", "!!" or a mixture of three. */
  pressed: boolean;
  ellipsis: boolean;
  /** English words of three or more capitals. */
  shouted: number;
  startsLower: boolean;
  endsPunctuated: boolean;
}

/** All that `assess` looks at: plain JSON, stored beside the decision so that it can be explained and repeated. */
export interface Signals {
  language: MoodLanguage;
  /** The message, folded (`foldText`): numbers and links are already gone. */
  text: string;
  /** The service hotlines of authorities that the message names ("12315"); all other numbers are folded away. */
  hotlines: string;
  manner: Manner;
  course: Course;
  facts: TalkFacts;
}
