import * as z from 'zod';
import { ChoiceId, PeerId } from './ids.ts';
import { MediaRef } from './message.ts';

export const Choice = z.object({ id: ChoiceId, label: z.string().min(1).max(200) });
export type Choice = z.infer<typeof Choice>;

/** In a room: the peer whom it answers. A channel that can calls upon them, so that they see it among what others say. */
const asker = PeerId.optional();

/** What is said to a person, before a channel renders it. Markdown is CommonMark with GFM tables. */
export const Reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), markdown: z.string().min(1), asker }),
  z.object({ kind: z.literal('choices'), prompt: z.string().min(1), choices: z.array(Choice).min(1).max(20), asker }),
  z.object({ kind: z.literal('media'), media: MediaRef }),
]);
export type Reply = z.infer<typeof Reply>;
