import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { AccountId, Address, ChannelNotes, Clock, Reply, SendKey, SendResult } from '../../core/index.ts';
import { Answer, type WeComApi } from './api.ts';
import { failureOf, WeComRefusal } from './failure.ts';
import { type FetchFile, readyMedia } from './media.ts';
import { kfPeerOf, WECOM } from './peers.ts';
import { type Rendered, renderReply } from './render.ts';
import { readWelcome, welcomeNote } from './welcome.ts';

export interface SenderOptions {
  api: WeComApi;
  account: AccountId;
  notes: ChannelNotes;
  clock: Clock;
  fetchFile: FetchFile;
}

export type Send = (to: Address, reply: Reply, key: SendKey, signal: AbortSignal) => Promise<SendResult>;

const Sent = Answer.extend({ msgid: z.string().min(1) });

/**
 * One reply, one call. The `msgid` is made of the send key, so WeCom knows a second try for what it is. Its "ok" says
 * that it was taken, not that it arrived: what could not be delivered comes back as an event.
 */
export function createSender({ api, account, notes, clock, fetchFile }: SenderOptions): Send {
  return async (to, reply, key, signal) => {
    const peer = to.channel === WECOM && to.account === account ? kfPeerOf(to.peer) : null;
    if (peer === null) return invalid(`not a customer of corp ${account}`);
    const rendered = renderReply(reply);
    if (rendered.kind === 'impossible') return invalid(rendered.reason);
    if (signal.aborted) return { kind: 'later', afterMs: null, scope: 'channel', cause: 'stopping' };
    try {
      const made = await bodyOf(rendered, signal);
      if ('result' in made) return made.result;
      const msgid = msgidOf(key);
      const welcomed = await welcome(to, rendered, msgid, signal);
      if (welcomed !== null) return welcomed;
      const call = { touser: peer.external_userid, open_kfid: peer.open_kfid, msgid, ...made.body };
      const sent = await api.post('kf/send_msg', call, Sent, signal);
      return { kind: 'sent', platformId: sent.msgid };
    } catch (error) {
      return failureOf(error);
    }
  };

  async function bodyOf(
    rendered: Exclude<Rendered, { kind: 'impossible' }>,
    signal: AbortSignal,
  ): Promise<{ body: object } | { result: SendResult }> {
    if (rendered.kind !== 'file') return { body: rendered.body };
    const ready = await readyMedia({ api, fetchFile }, rendered.media, signal);
    if (ready.kind === 'impossible') return { result: invalid(ready.reason) };
    if (ready.kind === 'later') return { result: { kind: 'later', afterMs: null, scope: 'chat', cause: ready.cause } };
    return { body: { msgtype: ready.type, [ready.type]: { media_id: ready.mediaId } } };
  }

  /**
   * Whoever has just opened the chat may be greeted once before they have written, by the code that came with it. Null:
   * there is no code, or WeCom does not take it any more; then it goes the usual way.
   */
  async function welcome(
    to: Address,
    rendered: Rendered,
    msgid: string,
    signal: AbortSignal,
  ): Promise<SendResult | null> {
    if (rendered.kind !== 'text' && rendered.kind !== 'menu') return null;
    const name = welcomeNote(to);
    if ((await notes.read(name)) === null) return null;
    const note = await notes.take(name);
    const code = note === null ? null : readWelcome(note, clock.now());
    if (code === null) return null;
    try {
      const sent = await api.post('kf/send_msg_on_event', { code, msgid, ...rendered.body }, Sent, signal);
      return { kind: 'sent', platformId: sent.msgid };
    } catch (error) {
      if (error instanceof WeComRefusal) return null;
      throw error;
    }
  }
}

/** WeCom takes 32 bytes of [0-9a-zA-Z_-]; our own keys mostly are that already. */
export function msgidOf(key: SendKey): string {
  if (/^[\w-]{1,32}$/.test(key)) return key;
  return createHash('sha256').update(key).digest('base64url').slice(0, 32);
}

function invalid(detail: string): SendResult {
  return { kind: 'refused', reason: { kind: 'invalid' }, detail };
}
