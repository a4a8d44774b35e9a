import {
  AccountId,
  type Channel,
  type ChannelLogger,
  type ChannelNotes,
  type Clock,
  type Inbox,
  SILENT,
} from '../../core/index.ts';
import { createWeComApi } from './api.ts';
import type { CallbackEvent } from './callback.ts';
import { createMedia, type FetchFile } from './media.ts';
import { WECOM } from './peers.ts';
import { createPuller, type Exclusively, type Puller } from './pull.ts';
import { MAX_TEXT_BYTES, prepareReply } from './render.ts';
import { createSender } from './send.ts';
import { readWeComSettings, type WeComSettingsInput } from './settings.ts';
import { createWebhook } from './webhook.ts';

export interface WeComChannelOptions {
  settings: WeComSettingsInput;
  clock: Clock;
  notes: ChannelNotes;
  exclusively: Exclusively;
  fetchFile: FetchFile;
  /** Told of what happened to contacts and groups (客户联系): the same address receives both. */
  onContacts?: (event: CallbackEvent) => void;
  logger?: ChannelLogger;
}

/**
 * 微信客服 as a channel: people write to it from WeChat. WeCom tells by a callback that there is something; what it is we
 * fetch. Throws CHANNEL_MISCONFIGURED when its settings cannot work, and touches no network before `start`.
 */
export function createWeComChannel(options: WeComChannelOptions): Channel {
  const { clock, notes, exclusively, fetchFile, onContacts, logger = SILENT } = options;
  const settings = readWeComSettings(options.settings);
  const account = AccountId.parse(settings.corpId);
  const api = createWeComApi({ ...settings, clock });
  let puller: Puller | null = null;

  function heed(event: CallbackEvent): void {
    // Before the start it is of no matter: the start looks at every account.
    if (event.Event === 'kf_msg_or_event' && event.OpenKfId) puller?.pull(event.OpenKfId, event.Token);
    else if (event.Event.startsWith('change_external_')) onContacts?.(event);
    else logger.debug({ event: event.Event }, 'a callback of WeCom that nobody here waits for');
  }

  async function start(inbox: Inbox, signal: AbortSignal): Promise<void> {
    puller = createPuller({ api, account, notes, clock, logger, exclusively }, inbox, signal);
    while (!signal.aborted) {
      await puller.sweep();
      await clock.sleep(settings.sweepMs, signal);
    }
    await puller.settled();
  }

  return {
    id: WECOM,
    account,
    abilities: {
      choices: 'buttons',
      maxText: MAX_TEXT_BYTES,
      /** A second send with the same `msgid` is the same message to WeCom. */
      idempotentSend: true,
      proactive: { kind: 'window', ...settings.window },
      limits: { global: { count: settings.perSecond, perMs: 1_000 } },
    },
    endpoints: createWebhook({
      keys: { token: settings.token, aesKey: settings.aesKey, receiveId: settings.corpId },
      logger,
      heed,
    }),
    start,
    prepare: prepareReply,
    send: createSender({ api, account, notes, clock, fetchFile }),
    media: createMedia(api),
  };
}
