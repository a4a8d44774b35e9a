import * as z from 'zod';
import type { InvalidReason } from './slots/heard.ts';
import { compileLocal, type LocalTemplate } from './template.ts';
import { LocalWords } from './words.ts';

/** Sentences that every flow shares. They live in `knowledge-base/flows/words.yaml`; a flow may say some its own way. */
const ENGINE_WORDS = [
  'cancelled',
  'first_question',
  'resumed',
  'reminder',
  'paused',
  'paused_offer',
  'missed',
  'offer_person',
  'handoff',
  'corrected',
  'frozen',
  'current_value',
  'story_kept',
  'photo_kept',
  'photo_unseen',
  'photo_dropped',
  'file_noted',
  'help',
  'stale_choice',
  'version_changed',
  'button_yes',
  'button_no',
  'button_skip',
  'button_done',
  'button_keep',
  'button_person',
  'button_again',
  'button_cancel',
  'button_continue',
  'invalid_no_such_date',
  'invalid_date_too_early',
  'invalid_date_too_late',
  'invalid_number_out_of_range',
  'invalid_number_not_whole',
  'invalid_phone_impossible',
  'invalid_text_too_long',
  'invalid_text_too_short',
  'invalid_text_no_words',
  'invalid_too_many_files',
] as const;
export const EngineWord = z.enum(ENGINE_WORDS);
export type EngineWord = z.infer<typeof EngineWord>;

export const EngineWords = z.record(EngineWord, LocalWords);
export type EngineWords = z.infer<typeof EngineWords>;

export type CompiledWords = Readonly<Record<EngineWord, LocalTemplate>>;

export function compileWords(words: EngineWords): CompiledWords {
  return Object.fromEntries(Object.entries(words).map(([name, local]) => [name, compileLocal(local)])) as CompiledWords;
}

export function invalidWord(reason: InvalidReason): EngineWord {
  return `invalid_${reason.replaceAll('-', '_')}` as EngineWord;
}
