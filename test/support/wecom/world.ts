import { createInbox } from '../../../src/bot/inbox.ts';
import { createChannelNotes } from '../../../src/bot/index.ts';
import { createWeComChannel } from '../../../src/channels/wecom/index.ts';
import { AccountId, type Channel, ChannelId, type Clock, type LoadedMedia } from '../../../src/core/index.ts';
import type { Storage } from '../../../src/storage/index.ts';
import { systemClock } from '../../../src/system.ts';
import { CALLBACK } from './callbacks.ts';
import { startWeComPeer, type WeComPeer } from './index.ts';

export const CORP = { corpId: 'ww1234567890abcdef', secret: 'secret-of-the-test-app' };

/** The channel on a real database against the peer, without turns and outbox around it. */
export interface WeComWorld {
  peer: WeComPeer;
  storage: Storage;
  channel: Channel;
  /** Waits of the channel, in milliseconds; they take no time here. */
  waits: number[];
  /** Receives from now on; the returned function stops it like the end of the process. */
  receive(wrap?: (accept: () => Promise<void>) => Promise<void>): () => Promise<void>;
  /** What the inbox holds, in order: texts, or kinds. */
  accepted(): Promise<string[]>;
  cursor(): Promise<string | null>;
  end(): Promise<void>;
}

export async function wecomWorld(
  storage: Storage,
  options: { fetchFile?: () => Promise<LoadedMedia>; timeoutMs?: number } = {},
): Promise<WeComWorld> {
  const peer = await startWeComPeer(CORP);
  const waits: number[] = [];
  const stops: (() => Promise<void>)[] = [];
  const clock: Clock = {
    now: () => systemClock.now(),
    async sleep(ms, signal) {
      waits.push(ms);
      // The rest between two sweeps is long; everything shorter is a wait before another try.
      await systemClock.sleep(ms >= 60_000 ? ms : 5, signal);
    },
  };
  const account = AccountId.parse(CORP.corpId);
  const notes = createChannelNotes(storage, ChannelId.parse('wecom'), account);
  const newChannel = () =>
    createWeComChannel({
      settings: { ...CORP, ...CALLBACK, apiRoot: peer.apiRoot, timeoutMs: options.timeoutMs ?? 2_000 },
      clock,
      notes,
      exclusively: (_name, _signal, work) => work(),
      fetchFile: options.fetchFile ?? (async () => ({ kind: 'gone' })),
    });
  const world: WeComWorld = {
    peer,
    storage,
    channel: newChannel(),
    waits,
    receive(wrap = (accept) => accept()) {
      const stop = new AbortController();
      const inbox = createInbox({ storage, clock, onAccepted: () => undefined });
      const accept = (...call: Parameters<typeof inbox.accept>) => wrap(() => inbox.accept(...call));
      const done = world.channel.start({ accept }, stop.signal);
      const end = async () => {
        stop.abort();
        await done;
      };
      stops.push(end);
      return end;
    },
    async accepted() {
      const rows = await storage.db.selectFrom('inbox').select('message').orderBy('id').execute();
      return rows.map(({ message }) => {
        const { content } = JSON.parse(message) as { content: { kind: string; text?: string } };
        return content.text ?? content.kind;
      });
    },
    cursor: () => notes.read(`cursor:${peer.kf.account}`),
    async end() {
      for (const stop of stops) await stop();
      await peer.close();
    },
  };
  return world;
}
