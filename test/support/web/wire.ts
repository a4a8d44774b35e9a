import type { SocketLike } from '../../../console/chat/model/link.ts';
import type { ServerSocket } from '../../../src/core/index.ts';

/** Both ends of one WebSocket in memory. Frames arrive in order and a little later, or never once it is cut. */
export interface Wire {
  client: SocketLike;
  server: ServerSocket;
  /** The network goes away: frames on the way are lost, both ends learn of it by a close. */
  cut(): void;
  /** Closed by one of the ends, with the code that the client was told. */
  closed: { code: number; reason: string } | null;
  /** Frames that the server has sent, as the client got them. */
  received: unknown[];
  /** What `bufferedBytes` of the server's end says. */
  buffered: number;
}

export function createWire(): Wire {
  let toServer: (text: string) => void = () => {};
  const onServerClose: Array<() => void> = [];
  let isUp = true;

  function later(task: () => void): void {
    queueMicrotask(() => {
      if (isUp) task();
    });
  }

  function down(code: number, reason: string): void {
    if (!isUp) return;
    isUp = false;
    wire.closed = { code, reason };
    for (const listener of onServerClose) listener();
    queueMicrotask(() => wire.client.onclose?.({ code, reason }));
  }

  const wire: Wire = {
    closed: null,
    received: [],
    buffered: 0,
    cut: () => down(1006, ''),
    client: {
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (text) => later(() => toServer(text)),
      close: () => down(1005, ''),
    },
    server: {
      send(text) {
        later(() => {
          wire.received.push(JSON.parse(text));
          wire.client.onmessage?.({ data: text });
        });
      },
      close: down,
      onMessage(listener) {
        toServer = listener;
      },
      onClose: (listener) => onServerClose.push(listener),
      bufferedBytes: () => wire.buffered,
    },
  };
  later(() => wire.client.onopen?.());
  return wire;
}
