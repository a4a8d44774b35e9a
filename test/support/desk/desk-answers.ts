import { caseAnswers } from './case-answers.ts';
import { complaintAnswers } from './complaint-answers.ts';
import type { AnswerParts, Answers } from './desk-call.ts';
import { inboxAnswers } from './inbox-answers.ts';
import { sessionAnswers } from './session-answers.ts';
import { teamAnswers } from './team-answers.ts';

/** What the in-memory desk answers to each call of the contract that the console makes. */
export function createAnswers(parts: AnswerParts): Answers {
  return {
    ...sessionAnswers(parts),
    ...inboxAnswers(parts),
    ...caseAnswers(parts),
    ...complaintAnswers(parts),
    ...teamAnswers(parts),
  };
}
