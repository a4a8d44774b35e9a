import type {
  Address,
  ChannelId,
  Clock,
  IncomingContent,
  IncomingMessage,
  Locale,
  ServerSocket,
} from '../../core/index.ts';
import { localeOfTag, MessageKey } from '../../core/index.ts';
import { type Feed, openFeed } from './feed.ts';
import type { TranscriptChange, WebLimits, WebShop, WebTranscript } from './ports.ts';
import { CLOSE, type ClientMessage, cleanText, type NackReason, parseFrame, type ServerMessage } from './protocol.ts';
import { durableKey, renderChange } from './render.ts';
import type { WebSettings } from './settings.ts';
import type { Visitor, Visitors } from './visitors.ts';

/** Faster than a person writes, slower than a script that means harm; counted per visitor over all their tabs. */
const MESSAGE_RATE = { count: 20, perMs: 10_000 };

/** All frames of one socket, typing and pings included. A page of ours sends about one a second at most. */
const MAX_FRAMES_PER_SWEEP = 300;

/** Beyond this a reader does not keep up; it may come back and resume. A page of 50 long answers is below 1 MB. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/** The page pings every 25 s; three lost pings mean that nobody is there. */
const SILENT_AFTER_MS = 80_000;

/** Long enough for a database to come back from a restart, short enough that a person hardly notices. */
const RETRY_UNAVAILABLE_MS = 2_000;

export interface ConnectionParts {
  channel: ChannelId;
  settings: WebSettings;
  clock: Clock;
  transcript: WebTranscript;
  visitors: Visitors;
  shop: WebShop;
  limits: WebLimits;
  /** Resolves when the messages are kept for good. */
  accept: (messages: readonly IncomingMessage[]) => Promise<void>;
}

/** One socket of one page, from its first frame to its end. */
export interface Connection {
  /** Called now and then: closes a socket that fell silent, and allows the next frames. */
  sweep(): void;
  close(code: number, reason: string): void;
  /** Resolves when nothing of this socket is being accepted any more. */
  settled(): Promise<void>;
}

interface Session {
  visitor: Visitor;
  address: Address;
  languageTag: string | undefined;
  feed: Feed;
  stopTyping: () => void;
}

export function openConnection(
  parts: ConnectionParts,
  socket: ServerSocket,
  acceptLanguage: string | undefined,
  ended: () => void,
): Connection {
  const { clock, transcript } = parts;
  let session: Session | null = null;
  let open = true;
  let heardAt = clock.now();
  let frames = 0;
  let work: Promise<void> = Promise.resolve();

  socket.onClose(finish);
  socket.onMessage((frame) => {
    if (!open) return;
    heardAt = clock.now();
    frames += 1;
    if (frames > MAX_FRAMES_PER_SWEEP) {
      close(CLOSE.tooManyFrames, 'too many frames');
      return;
    }
    const parsed = parseFrame(frame);
    if (parsed.kind === 'message') receive(parsed.message);
    else refuse(parsed.key, parsed.reason, parsed.detail);
  });

  function receive(message: ClientMessage): void {
    switch (message.type) {
      case 'resume':
        resume(message);
        break;
      case 'ping':
        send({ type: 'pong' });
        void session?.feed.pull(); // an event may have been lost on its way; the transcript has the truth
        break;
      case 'message':
        enqueue(message.key, { kind: 'text', text: cleanText(message.text) });
        break;
      case 'choice':
        enqueue(message.key, { kind: 'choice', id: message.id, label: cleanText(message.label) });
        break;
      case 'typing':
        if (session) transcript.announceTyping(session.address, 'customer');
        break;
      case 'seen':
        // Best effort: the next one makes up for a lost one.
        if (session) transcript.markSeen(session.address, message.revision).catch(() => {});
        break;
      default:
        message satisfies never;
    }
  }

  function resume(message: Extract<ClientMessage, { type: 'resume' }>): void {
    const { settings, visitors, channel } = parts;
    if (session !== null) {
      refuse(null, 'invalid', 'This socket has resumed already.');
      return;
    }
    if (message.site !== undefined && message.site !== settings.site) {
      close(CLOSE.unknownSite, 'unknown site');
      return;
    }
    const known = message.visitor === undefined ? null : visitors.verify(settings.site, message.visitor);
    const visitor = known ?? visitors.issue(settings.site);
    const address = { channel, account: settings.site, peer: visitor.peer };
    const { tag, locale } = chooseLanguage(message.languages, acceptLanguage, settings.defaultLocale);
    const welcome = parts.shop.welcome(locale);
    send({ type: 'ready', visitor: visitor.token, locale, welcome });
    const feed = openFeed({
      transcript,
      address,
      after: known === null ? undefined : message.after, // a new identity has nothing to go on from
      deliver: (changes, revision) => deliver(visitor, changes, revision),
      failed: () => close(CLOSE.fault, 'please connect again'),
    });
    const stopTyping = transcript.onTyping(address, () => send({ type: 'typing' }));
    session = { visitor, address, languageTag: tag, feed, stopTyping };
    void feed.pull();
  }

  function deliver(visitor: Visitor, changes: readonly TranscriptChange[], revision: number): void {
    const messages = changes.flatMap((change) => renderChange(visitor.peer, change) ?? []);
    send({ type: 'changes', messages, revision });
  }

  /** One after the other, so that what was written first is kept first. */
  function enqueue(key: string, content: IncomingContent): void {
    const from = session;
    if (from === null) refuse(key, 'no-resume', 'Send {"type":"resume"} first.');
    else if (content.kind === 'text' && content.text === '') refuse(key, 'empty', 'There is nothing to read in it.');
    else work = work.then(() => keep(from, key, content));
  }

  async function keep(from: Session, key: string, content: IncomingContent): Promise<void> {
    try {
      const waitMs = await parts.limits.take(`web:${from.visitor.peer}`, MESSAGE_RATE);
      if (waitMs > 0) {
        const detail = `At most ${MESSAGE_RATE.count} messages in ${MESSAGE_RATE.perMs / 1000} s.`;
        refuse(key, 'too-fast', detail, waitMs);
        return;
      }
      await parts.accept([
        {
          key: MessageKey.parse(durableKey(from.visitor.peer, key)),
          from: from.address,
          sentAt: clock.now(),
          content,
          ...(from.languageTag === undefined ? {} : { profile: { languageTag: from.languageTag } }),
        },
      ]);
      send({ type: 'ack', key });
    } catch {
      // Whatever stands in the way of keeping it (storage away, shutting down): the page keeps it and comes back.
      refuse(key, 'unavailable', 'It could not be kept. Send it again.', RETRY_UNAVAILABLE_MS);
    }
  }

  function refuse(key: string | null, reason: NackReason, detail: string, retryAfterMs?: number): void {
    send({ type: 'nack', key, reason, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }

  function send(message: ServerMessage): void {
    if (!open) return;
    if (socket.bufferedBytes() > MAX_BUFFERED_BYTES) close(CLOSE.slowReader, 'reading too slowly');
    else socket.send(JSON.stringify(message));
  }

  function close(code: number, reason: string): void {
    if (!open) return;
    finish();
    socket.close(code, reason);
  }

  function finish(): void {
    if (!open) return;
    open = false;
    session?.feed.end();
    session?.stopTyping();
    ended();
  }

  return {
    sweep() {
      frames = 0;
      if (clock.now() - heardAt > SILENT_AFTER_MS) close(CLOSE.silent, 'no ping');
    },
    close,
    settled: () => work,
  };
}

/** What the page asks for goes before what the browser prefers. `tag` stays undefined when neither is one of ours. */
function chooseLanguage(
  languages: readonly string[] | undefined,
  acceptLanguage: string | undefined,
  fallback: Locale,
): { tag: string | undefined; locale: Locale } {
  const preferred = (acceptLanguage ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  const tag = [...(languages ?? []), ...preferred].find((candidate) => localeOfTag(candidate) !== null);
  return { tag: tag?.slice(0, 35), locale: localeOfTag(tag) ?? fallback };
}
