import type { IncomingContent, MediaRef, PeerId } from '../../core/index.ts';
import type { TranscriptChange } from './ports.ts';
import type { WireCustomerContent, WireMedia, WireMessage } from './protocol.ts';

/**
 * Visitors choose their message keys, so the durable key carries the visitor too: nobody can use up a key of
 * somebody else.
 */
export function durableKey(peer: PeerId, clientKey: string): string {
  return `${peer}:${clientKey}`;
}

/** The message as its visitor may see it, or null when it is not (or not yet) for their eyes. */
export function renderChange(peer: PeerId, change: TranscriptChange): WireMessage | null {
  const place = { id: change.id, position: change.position, at: change.at };
  if (change.author === 'customer') {
    const content = customerContent(change.content);
    if (content === null) return null;
    const own = `${peer}:`;
    const key = change.key.startsWith(own) ? change.key.slice(own.length) : change.key;
    return { ...place, author: 'customer', key, content };
  }
  if (change.delivery !== 'sent') return null;
  const reply = change.content;
  const content = reply.kind === 'media' ? { kind: 'media' as const, media: wireMedia(reply.media) } : reply;
  if (change.author === 'agent') {
    const name = change.agentName === undefined ? {} : { name: change.agentName };
    return { ...place, author: 'agent', ...name, content };
  }
  return { ...place, author: change.author, content };
}

function customerContent(content: IncomingContent): WireCustomerContent | null {
  switch (content.kind) {
    case 'text':
      return { kind: 'text', text: content.text };
    case 'choice':
      return { kind: 'choice', id: content.id, ...(content.label === undefined ? {} : { label: content.label }) };
    case 'media':
      return { kind: 'media', media: wireMedia(content.media) };
    case 'presence':
    case 'moved':
    case 'due':
    case 'platform':
    case 'unsupported':
      return null;
    default:
      return content satisfies never;
  }
}

function wireMedia({ kind, ref, name, caption }: MediaRef): WireMedia {
  return { kind, ref, ...(name === undefined ? {} : { name }), ...(caption === undefined ? {} : { caption }) };
}
