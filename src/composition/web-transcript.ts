import { type TranscriptLine, transcriptSince, transcriptTail } from '../bot/index.ts';
import type { TranscriptChange, WebTranscript } from '../channels/web/index.ts';
import type { Events } from '../coordination/index.ts';
import { type Address, addressKey, MessageKey } from '../core/index.ts';
import type { Storage } from '../storage/index.ts';

/** The committed transcript as the web channel reads it. `visited`: somebody looks at it now. */
export function createWebTranscript(
  storage: Storage,
  events: Events,
  visited: (address: Address) => void = () => {},
): WebTranscript {
  return {
    async since(address, after, limit) {
      visited(address);
      return (await transcriptSince(storage.db, address, after, limit)).map(toChange);
    },
    async latest(address, limit) {
      visited(address);
      return (await transcriptTail(storage.db, address, limit)).map(toChange);
    },
    subscribe: (address, listener) => events.subscribe(`conversation:${addressKey(address)}`, listener),
    onTyping: (address, listener) => events.subscribe(`typing:staff:${addressKey(address)}`, listener),
    announceTyping: (address, who) => events.publish(`typing:${who}:${addressKey(address)}`),
    async markSeen() {
      // The desk shows no read receipts, so nobody need be told.
    },
  };
}

function toChange(line: TranscriptLine): TranscriptChange {
  const { id, revision, position, at } = line;
  if (line.said.by === 'customer') {
    return {
      id,
      revision,
      position,
      at,
      author: 'customer',
      key: MessageKey.parse(line.key),
      content: line.said.content,
    };
  }
  const delivery = line.delivery === 'received' ? 'sent' : line.delivery;
  return { id, revision, position, at, author: line.said.by, content: line.said.reply, delivery };
}
