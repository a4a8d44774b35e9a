import { type ClientMessage, FINAL_CLOSE_CODES, type ServerMessage } from '../protocol.ts';

/** The part of a browser's WebSocket that is used here. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
}

export interface LinkParts {
  connect: () => SocketLike;
  /** Runs `task` after `ms`; returns what cancels it. */
  after: (ms: number, task: () => void) => () => void;
  random: () => number;
  /** The socket is open: say resume. */
  onOpen: () => void;
  onMessage: (message: ServerMessage) => void;
  /** 'refused' is final, 'lost' is being mended. */
  onDown: (state: 'lost' | 'refused', reason: string) => void;
}

/** A connection that mends itself: exponential backoff with full jitter, and pings that find a dead line. */
export interface Link {
  open(): void;
  /** Tries at once instead of waiting for the next attempt; used when the network or the page comes back. */
  wake(): void;
  /** False when there is no open socket; nothing is queued here. */
  send(message: ClientMessage): boolean;
  /** Ends the present socket and makes a new one. */
  restart(): void;
  close(): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 20_000;

/** Below the 30 s after which mobile networks and proxies begin to drop idle connections. */
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 8_000;

/** A browser alone would wait for minutes. */
const DIAL_WITHIN_MS = 10_000;

export function createLink(parts: LinkParts): Link {
  let socket: SocketLike | null = null;
  let isOpen = false;
  let wanted = false;
  let attempts = 0;
  let cancelRetry = () => {};
  let cancelPing = () => {};

  function dial(): void {
    cancelRetry();
    if (socket || !wanted) return;
    const dialled = parts.connect();
    socket = dialled;
    cancelPing = parts.after(DIAL_WITHIN_MS, () => drop(0, 'no connection'));
    dialled.onopen = () => {
      isOpen = true;
      schedulePing();
      parts.onOpen();
    };
    dialled.onmessage = (event) => {
      schedulePing();
      const message = JSON.parse(String(event.data)) as ServerMessage;
      if (message.type === 'ready') attempts = 0;
      parts.onMessage(message);
    };
    dialled.onclose = (event) => drop(event.code, event.reason);
  }

  function drop(code: number, reason: string): void {
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    socket = null;
    isOpen = false;
    cancelPing();
    if (!wanted) return;
    if (FINAL_CLOSE_CODES.includes(code)) {
      wanted = false;
      parts.onDown('refused', reason);
      return;
    }
    parts.onDown('lost', reason);
    attempts += 1;
    const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 10));
    cancelRetry = parts.after(FIRST_RETRY_MS / 2 + parts.random() * ceiling, dial);
  }

  function schedulePing(): void {
    cancelPing();
    cancelPing = parts.after(PING_EVERY_MS, ping);
  }

  function ping(): void {
    send({ type: 'ping' });
    cancelPing(); // also reached from wake(), with the next regular ping still scheduled
    cancelPing = parts.after(PONG_WITHIN_MS, () => drop(0, 'no pong'));
  }

  function send(message: ClientMessage): boolean {
    if (!isOpen) return false;
    socket?.send(JSON.stringify(message));
    return true;
  }

  return {
    open() {
      wanted = true;
      dial();
    },
    wake() {
      if (isOpen) ping();
      else dial();
    },
    send,
    restart() {
      if (socket) drop(0, 'restart');
      dial();
    },
    close() {
      wanted = false;
      cancelRetry();
      drop(0, 'closed');
    },
  };
}
