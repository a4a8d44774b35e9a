import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FileBox } from 'file-box';
import { log, types, type Wechaty, WechatyBuilder } from 'wechaty';
import type { Target } from './peers.ts';
import {
  type Loaded,
  MESSAGE_TYPES,
  type MessageEvent,
  type Outgoing,
  type PuppetEvent,
  type Sent,
  type Standing,
  type ToBridge,
} from './protocol.ts';
import { createFiles } from './puppet-files.ts';

type StartOrder = Extract<ToBridge, { kind: 'start' }>;

export interface PuppetListener {
  standing(standing: Standing): void;
  /** As it came, before anything more is asked about it. */
  event(event: PuppetEvent): void;
  /** A handler threw and was survived. */
  fault(where: string, thrown: unknown): void;
  /** The puppet is gone and does not come back by itself. */
  lost(cause: string): void;
}

export interface ConnectedPuppet {
  /** Adds what the puppet tells in time: names, the room's topic, a place, a link. Never rejects. */
  complete(event: PuppetEvent): Promise<PuppetEvent>;
  send(to: Target, message: Outgoing): Promise<Sent>;
  load(message: string, most: number): Promise<Loaded>;
  /** Resolves when it has said something lately; asks it to. */
  probe(): { silentForMs: number };
  stop(): Promise<void>;
}

/** A puppet that does not tell a name within this time is not waited for: the message counts more. */
const TELLING_MS = 3_000;

/** Starts Wechaty with the wanted puppet. Every handler is guarded: an error in one would end the process. */
export async function connectPuppet(order: StartOrder, listener: PuppetListener): Promise<ConnectedPuppet> {
  log.level('silent');
  const wechaty = WechatyBuilder.build({
    name: join(order.dataDirectory, 'login'),
    // Wechaty's types know only the puppets of its own list.
    puppet: order.puppet as 'wechaty-puppet-service',
    puppetOptions: {
      ...(order.token === undefined ? {} : { token: order.token }),
      ...(order.endpoint === undefined ? {} : { endpoint: order.endpoint }),
      ...(order.tls ? {} : { tls: { disable: true } }),
    },
  });
  let lastSign = performance.now();
  const sign = () => {
    lastSign = performance.now();
  };

  function guarded<Args extends unknown[]>(where: string, handle: (...args: Args) => void | Promise<void>) {
    return async (...args: Args) => {
      sign();
      try {
        await handle(...args);
      } catch (thrown) {
        listener.fault(where, thrown);
      }
    };
  }

  wechaty.on('heartbeat', sign);
  wechaty.on('dong', sign);
  wechaty.on('error', (error) => listener.fault('puppet', error));
  wechaty.on('scan', (link) => listener.standing({ kind: 'waiting-for-scan', link }));
  wechaty.on('login', () => listener.standing({ kind: 'logged-in' }));
  wechaty.on('logout', () => listener.standing({ kind: 'logged-out' }));
  wechaty.on(
    'message',
    guarded('message', ({ payload }) => {
      if (payload === undefined) throw new Error('a message without its content');
      const { id, type, text = '', timestamp, talkerId, roomId, filename } = payload;
      const mentions = 'mentionIdList' in payload ? (payload.mentionIdList ?? []) : [];
      listener.event({
        kind: 'message',
        id,
        type: MESSAGE_TYPES[type] ?? 'Unknown',
        text,
        at: inMilliseconds(timestamp),
        talker: { id: talkerId },
        ...(roomId ? { room: { id: roomId } } : {}),
        mentions,
        self: { id: wechaty.puppet.currentUserId, names: [] },
        official: false,
        ...(filename ? { fileName: filename } : {}),
      });
    }),
  );
  wechaty.on(
    'room-join',
    guarded('room-join', (room, people, by, date) => membership('joined', room, people, by.id, date)),
  );
  wechaty.on(
    'room-leave',
    guarded('room-leave', (room, people, by, date) => membership('left', room, people, by?.id, date)),
  );
  wechaty.on(
    'friendship',
    guarded('friendship', async (friendship) => {
      if (!order.acceptFriends) return;
      const person = friendship.contact();
      if (friendship.type() === types.Friendship.Confirm) {
        const { epochMilliseconds: at } = Temporal.Now.instant();
        listener.event({ kind: 'befriended', id: friendship.id, at, person: { id: person.id, name: person.name() } });
      }
      if (friendship.type() !== types.Friendship.Receive) return;
      // Who accepts within the second is no person.
      await delay(randomInt(3_000, 15_000));
      await friendship.accept();
    }),
  );

  type Named = { id: string; name(): string };
  function membership(
    change: 'joined' | 'left',
    room: { id: string },
    people: Named[],
    by?: string,
    date?: { getTime(): number },
  ): void {
    listener.event({
      kind: 'membership',
      change,
      at: date?.getTime() ?? Temporal.Now.instant().epochMilliseconds,
      room: { id: room.id },
      people: people.map((person) => ({ id: person.id, name: person.name() })),
      ...(by ? { by } : {}),
      self: { id: wechaty.puppet.currentUserId },
    });
  }

  await wechaty.start();
  watchStream(wechaty, listener);
  const files = createFiles(wechaty.puppet);

  return {
    async complete(event) {
      switch (event.kind) {
        case 'message':
          return completeMessage(wechaty, event);
        case 'membership': {
          const room = await told(wechaty.puppet.roomPayload(event.room.id));
          return { ...event, room: { ...event.room, ...topicOf(room) } };
        }
        case 'befriended':
          return event;
        default:
          return event satisfies never;
      }
    },
    async send(to, message) {
      if (!wechaty.isLoggedIn) return { kind: 'not-sent', reason: 'logged-out', cause: 'WeChat is not logged in' };
      if (message.kind === 'text') {
        const mention = message.mention === undefined ? null : await nameInRoom(wechaty, to, message.mention);
        const text = mention === null ? message.text : `@${mention}\u2005${message.text}`;
        const mentioned = message.mention === undefined || mention === null ? [] : [message.mention];
        return handOver(() => wechaty.puppet.messageSendText(to.id, text, mentioned));
      }
      const found = await files.open(message.source, message.name);
      if (found.kind !== 'file') return { kind: 'not-sent', reason: found.kind, cause: found.cause };
      const { base64, name } = found;
      return handOver(() => wechaty.puppet.messageSendFile(to.id, FileBox.fromBase64(base64, name)));
    },
    load: (message, most) => files.load(message, most),
    probe() {
      try {
        wechaty.ding('warmline');
      } catch {
        // A puppet that cannot even be asked says nothing, and that is what counts.
      }
      return { silentForMs: performance.now() - lastSign };
    },
    stop: () => wechaty.stop(),
  };
}

/** Once the puppet has it, an error does not tell whether WeChat got it: puppets throw the same for both. */
async function handOver(send: () => Promise<unknown>): Promise<Sent> {
  try {
    const id = await send();
    return { kind: 'sent', ...(typeof id === 'string' && id !== '' ? { id } : {}) };
  } catch (thrown) {
    return { kind: 'unsure', cause: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** The gRPC stream to a puppet service is not opened again by itself once it has ended. */
function watchStream({ puppet }: Wechaty, listener: PuppetListener): void {
  if (puppet.state.active() !== true) {
    listener.lost('the puppet did not start');
    return;
  }
  if (!('grpcManager' in puppet)) return;
  const stream = puppet.grpcManager as NodeJS.EventEmitter;
  for (const event of ['end', 'cancel']) stream.on(event, () => listener.lost('the puppet service closed the stream'));
}

async function completeMessage({ puppet }: Wechaty, event: MessageEvent): Promise<MessageEvent> {
  const { id, type, talker, self } = event;
  const [contact, own, room, talkerInRoom, selfInRoom, place, link] = await Promise.all([
    told(puppet.contactPayload(talker.id)),
    told(puppet.contactPayload(self.id)),
    event.room && told(puppet.roomPayload(event.room.id)),
    event.room && told(puppet.roomMemberPayload(event.room.id, talker.id)),
    event.room && told(puppet.roomMemberPayload(event.room.id, self.id)),
    type === 'Location' ? told(puppet.messageLocation(id)) : undefined,
    type === 'Url' ? told(puppet.messageUrl(id)) : undefined,
  ]);
  const name = talkerInRoom?.roomAlias || contact?.name;
  return {
    ...event,
    talker: { ...talker, ...(name ? { name: name.slice(0, 512) } : {}) },
    ...(event.room ? { room: { ...event.room, ...topicOf(room) } } : {}),
    self: { ...self, names: [selfInRoom?.roomAlias ?? '', own?.name ?? ''].filter((each) => each !== '') },
    official: contact?.type === types.Contact.Official,
    ...(place
      ? {
          place: {
            latitude: place.latitude,
            longitude: place.longitude,
            name: `${place.name} ${place.address}`.trim(),
          },
        }
      : {}),
    ...(link ? { link: { url: link.url, title: link.title } } : {}),
  };
}

async function nameInRoom({ puppet }: Wechaty, { kind, id }: Target, person: string): Promise<string | null> {
  if (kind !== 'room') return null;
  const member = await told(puppet.roomMemberPayload(id, person));
  return member?.roomAlias || member?.name || null;
}

function topicOf(room: { topic?: string } | undefined): { topic?: string } {
  return room?.topic ? { topic: room.topic.slice(0, 512) } : {};
}

/** What the puppet answers in time; undefined when it does not or cannot. */
function told<T>(asked: Promise<T>): Promise<T | undefined> {
  const none = () => undefined;
  return Promise.race([asked.catch(none), delay(TELLING_MS, undefined, { ref: false })]);
}

/** Puppets give seconds or milliseconds; seconds stay below this until the year 5138. */
function inMilliseconds(timestamp: number): number {
  return Math.round(timestamp < 1e11 ? timestamp * 1000 : timestamp);
}
