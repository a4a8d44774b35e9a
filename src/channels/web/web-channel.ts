import type {
  Channel,
  Clock,
  HttpRequest,
  Inbox,
  IncomingMessage,
  ServerSocket,
  SocketEndpoint,
} from '../../core/index.ts';
import { ChannelId, WarmlineError } from '../../core/index.ts';
import { type Connection, openConnection } from './connection.ts';
import { mayConnect } from './origin.ts';
import type { WebLimits, WebShop, WebTranscript } from './ports.ts';
import { CLOSE } from './protocol.ts';
import { WebSettings } from './settings.ts';
import type { Visitors } from './visitors.ts';

/** 8,000 characters take at most 48,000 bytes as JSON escapes; the rest of a frame is small. */
const MAX_FRAME_BYTES = 64 * 1024;

const SWEEP_EVERY_MS = 10_000;

export interface WebChannelParts {
  settings: WebSettings;
  clock: Clock;
  transcript: WebTranscript;
  visitors: Visitors;
  shop: WebShop;
  limits: WebLimits;
}

/**
 * Web chat over a WebSocket at /chat/socket. A reply counts as sent as soon as it is in the transcript: each page
 * reads on from the last revision it saw, so there is nothing that a broken connection could lose.
 * @throws WarmlineError CHANNEL_MISCONFIGURED when the settings are not valid.
 */
export function createWebChannel(parts: WebChannelParts): Channel {
  const settings = parse(parts.settings);
  const id = ChannelId.parse('web');
  const connections = new Set<Connection>();
  let inbox: Inbox | null = null;

  const endpoint: SocketEndpoint = { kind: 'socket', path: '/chat/socket', maxMessageBytes: MAX_FRAME_BYTES, connect };

  function connect(socket: ServerSocket, request: Omit<HttpRequest, 'body'>): void {
    if (!mayConnect(settings.allowedOrigins, request.headers)) {
      socket.close(CLOSE.originNotAllowed, 'add this origin to WEB_ALLOWED_ORIGINS');
      return;
    }
    if (inbox === null) {
      socket.close(CLOSE.restarting, 'not started');
      return;
    }
    const connection = openConnection(
      { ...parts, settings, channel: id, accept },
      socket,
      request.headers['accept-language'],
      () => connections.delete(connection),
    );
    connections.add(connection);
  }

  async function accept(messages: readonly IncomingMessage[]): Promise<void> {
    if (inbox === null) throw new WarmlineError('INTERNAL', 'The web channel has stopped; send the message again.');
    await inbox.accept(messages);
  }

  return {
    id,
    account: settings.site,
    abilities: {
      choices: 'buttons',
      maxText: 20_000, // no platform behind it sets one; long enough for any article, short enough for one frame
      idempotentSend: true,
      proactive: { kind: 'visit' },
      limits: {},
    },
    endpoints: [endpoint],
    async start(door, signal) {
      inbox = door;
      while (!signal.aborted) {
        await parts.clock.sleep(SWEEP_EVERY_MS, signal);
        for (const connection of connections) connection.sweep();
      }
      inbox = null; // from here on pages are told to send again, which they do as soon as somebody answers
      await Promise.all([...connections].map((connection) => connection.settled()));
      for (const connection of connections) connection.close(CLOSE.restarting, 'restarting');
    },
    async send(_to, _reply, key) {
      return { kind: 'sent', platformId: key };
    },
    async typing(to) {
      parts.transcript.announceTyping(to, 'staff');
    },
  };
}

function parse(settings: WebSettings): WebSettings {
  const parsed = WebSettings.safeParse(settings);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new WarmlineError('CHANNEL_MISCONFIGURED', `The web chat cannot start: ${faults}`);
}
