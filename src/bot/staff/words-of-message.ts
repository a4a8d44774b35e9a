import { IncomingContent, type MediaRef, Reply } from '../../core/index.ts';

/** What a stored message says, for a topic: markdown of ours, plain words of the customer. */
export function wordsOfMessage(
  author: string,
  json: string,
): {
  text: string;
  /** What a customer replied to, plain. */
  quoted?: string | null;
  media: MediaRef | null;
} {
  const stored: unknown = JSON.parse(json);
  if (author === 'customer') {
    const heard = IncomingContent.safeParse(stored).data;
    if (heard?.kind === 'text') return { text: heard.text, quoted: heard.quoted ?? null, media: null };
    if (heard?.kind === 'choice') return { text: `▸ ${heard.label ?? heard.id}`, media: null };
    if (heard?.kind === 'media') return { text: heard.media.caption ?? `[${heard.media.kind}]`, media: heard.media };
    return { text: '[?]', media: null };
  }
  const reply = Reply.safeParse(stored).data;
  if (reply?.kind === 'text') return { text: reply.markdown, media: null };
  if (reply?.kind === 'choices') return { text: reply.prompt, media: null };
  if (reply?.kind === 'media') {
    // What the bot shows from its articles lies on the web; what a colleague attached lies with us.
    return { text: reply.media.caption ?? `[${reply.media.kind}]`, media: author === 'agent' ? reply.media : null };
  }
  return { text: '[?]', media: null };
}
