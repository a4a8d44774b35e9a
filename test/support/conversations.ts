import type { Conversation } from '../../src/bot/conversation.ts';
import { ConversationMemory } from '../../src/bot/memory.ts';
import {
  AccountId,
  type Address,
  ChannelId,
  ConversationId,
  CustomerId,
  type IncomingContent,
  type IncomingMessage,
  MessageKey,
  PeerId,
} from '../../src/core/index.ts';

/** An address of the tests' own channel. */
export function addressOf(peer: string): Address {
  return { channel: ChannelId.parse('test'), account: AccountId.parse('shop'), peer: PeerId.parse(peer) };
}

export function newConversation(peer: string): Conversation {
  return {
    id: ConversationId.parse(`c-${peer}`),
    customer: CustomerId.parse(`p-${peer}`),
    address: addressOf(peer),
    isGroup: false,
    locale: 'en',
    owner: { kind: 'bot' },
    epoch: 0,
    fence: 0,
    memory: ConversationMemory.parse({}),
    exists: false,
  };
}

export function textFrom(peer: string, key: string, text: string, order = 0): IncomingMessage {
  return incoming(peer, key, { kind: 'text', text }, order);
}

export function incoming(peer: string, key: string, content: IncomingContent, order = 0): IncomingMessage {
  return { key: MessageKey.parse(key), from: addressOf(peer), sentAt: 1_700_000_000_000, content, order };
}
