import { CHANNELS } from '../../../src/server/contract/index.ts';
import type { Words } from './index.ts';

/** What people call a channel; the id itself for one that this console does not know yet. */
export function channelName(words: Words, id: string): string {
  const known = CHANNELS.find((each) => each === id);
  return known === undefined ? id : words.channel[known];
}

/** Every channel that the product knows, to choose from. */
export function channelChoices(words: Words): { value: string; label: string }[] {
  return CHANNELS.map((id) => ({ value: id, label: words.channel[id] }));
}
