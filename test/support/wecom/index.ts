import { type Callback, makeCallback } from './callbacks.ts';
import { type ContactDesk, contactDesk } from './contacts.ts';
import { type KfDesk, kfDesk } from './kf.ts';
import { type ApiServer, serveApi } from './server.ts';
import { type TaskDesk, taskDesk } from './tasks.ts';

/**
 * A WeCom for tests: a real HTTP server that speaks the API for the calls in use and refuses what the platform refuses, as
 * far as that is documented. It posts signed callbacks to `callbackUrl` when something happened.
 */
export interface WeComPeer extends ApiServer, TaskDesk {
  kf: KfDesk;
  contacts: ContactDesk;
  /** Where callbacks go; null: nowhere, all of them are lost. */
  callbackUrl: string | null;
  /** Posts one callback and returns the HTTP status. */
  post(url: string, callback: Callback): Promise<number>;
}

export async function startWeComPeer(app: { corpId?: string; secret?: string } = {}): Promise<WeComPeer> {
  const corpId = app.corpId ?? 'ww1234567890abcdef';
  const tasks = taskDesk();
  const contacts = contactDesk(tasks.desk);
  const kf = kfDesk((OpenKfId, Token) => {
    const { callbackUrl } = peer;
    if (callbackUrl === null) return;
    const callback = makeCallback(corpId, { Event: 'kf_msg_or_event', Token, OpenKfId });
    void peer.post(callbackUrl, callback).catch(() => 0);
  });
  const server = await serveApi({ ...tasks.methods, ...contacts.methods, ...kf.methods }, app);
  const peer: WeComPeer = {
    ...server,
    ...tasks.desk,
    kf: kf.desk,
    contacts: contacts.desk,
    callbackUrl: null,
    async post(url, { query, body }) {
      const response = await fetch(`${url}?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body,
      });
      await response.arrayBuffer();
      return response.status;
    },
  };
  return peer;
}
