import * as z from 'zod';
import { ChoiceId } from './ids.ts';
import { MediaRef } from './message.ts';

export const Choice = z.object({ id: ChoiceId, label: z.string().min(1).max(200) });
export type Choice = z.infer<typeof Choice>;

/** What is said to a person, before a channel renders it. Markdown is CommonMark with GFM tables. */
export const Reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), markdown: z.string().min(1) }),
  z.object({ kind: z.literal('choices'), prompt: z.string().min(1), choices: z.array(Choice).min(1).max(20) }),
  z.object({ kind: z.literal('media'), media: MediaRef }),
]);
export type Reply = z.infer<typeof Reply>;
