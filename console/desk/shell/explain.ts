import type { CallFailure } from '../api/client.ts';
import { put, type Words } from '../words/index.ts';

/** What a failure means for the person, and what to do about it. */
export function explain(failure: CallFailure, words: Words): string {
  const { state } = words;
  switch (failure.code) {
    case 'offline':
      return state.serverOffline;
    case 'unavailable':
      return state.notReady;
    case 'not_understood':
      return failure.status === 404 ? state.notReady : state.notUnderstood;
    case 'not_signed_in':
    case 'not_same_origin':
      return words.sign.ended;
    case 'wrong_credentials':
      return words.sign.wrong;
    case 'not_allowed':
      return state.notAllowed;
    case 'not_found':
      return state.notFound;
    case 'already_taken':
      return failure.by === undefined ? state.takenBySomebody : put(state.taken, failure.by);
    case 'not_holder':
      return state.notHolder;
    case 'customer_wrote':
      return words.composer.wrote;
    case 'wrong_state':
      return state.wrongState;
    case 'shortcut_taken':
      return words.replies.shortcutTaken;
    case 'over_limit':
      return state.overLimit;
    case 'too_large':
      return state.tooLarge;
    case 'too_many':
      return put(state.tooMany, Math.ceil((failure.retryAfterMs ?? 30_000) / 1_000));
    case 'bad_request':
      return state.badRequest;
    case 'internal':
      return state.failed;
    default:
      return failure.code satisfies never;
  }
}
