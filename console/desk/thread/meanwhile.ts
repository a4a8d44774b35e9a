import type { ThreadMessage } from '../../../src/server/contract/index.ts';
import type { KnownThread } from '../api/merge-thread.ts';

/** What the customer said after the position `seen`, in words. */
export function wroteMeanwhile({ messages }: Pick<KnownThread, 'messages'>, seen: number): string[] {
  return messages.filter(({ author, position }) => author === 'customer' && position > seen).map(wordsOf);
}

function wordsOf({ content }: ThreadMessage): string {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'choices':
      return content.prompt;
    case 'pressed':
      return content.label;
    case 'media':
      return content.media.caption ?? content.media.name ?? `[${content.media.kind}]`;
    case 'unsupported':
      return `[${content.platformType}]`;
    default:
      return content satisfies never;
  }
}
