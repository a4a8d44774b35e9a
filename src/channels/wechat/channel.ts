import {
  type Address,
  type Channel,
  type ChannelLogger,
  type Clock,
  errorText,
  type Inbox,
  type MediaSource,
  type Random,
  type Reply,
  type SendKey,
  type SendResult,
  SILENT,
} from '../../core/index.ts';
import { createBridge } from './bridge.ts';
import { drawLoginCode } from './login-code.ts';
import { parseEvent } from './parse.ts';
import { targetOf, WECHAT } from './peers.ts';
import type { PuppetEvent, Sent } from './protocol.ts';
import { prepareReply, renderReply } from './render.ts';
import { readWeChatSettings, type WeChatSettingsInput, weChatAbilities } from './settings.ts';
import { type BridgeState, writeStatus } from './status.ts';

export interface WeChatChannelOptions {
  settings: WeChatSettingsInput;
  clock: Clock;
  random: Random;
  logger?: ChannelLogger;
  /** Where the login code is shown to the operator, beside the log. */
  show?: (picture: string) => void;
}

/**
 * WeChat through Wechaty, which runs in a process of its own: it is started, watched and started again here, and nothing
 * of it is loaded into this one. Throws CHANNEL_MISCONFIGURED when its settings cannot work.
 */
export function createWeChatChannel(options: WeChatChannelOptions): Channel {
  const { clock, random, logger = SILENT, show = () => {} } = options;
  const settings = readWeChatSettings(options.settings);
  const { account, dataDirectory, jitterMs } = settings;
  let starts = 0;
  /** Puppets repeat the code every few seconds until it is scanned. */
  let shown = '';
  const bridge = createBridge({ settings, clock, logger, onState: noteState });

  function noteState(state: BridgeState, pid: number | null): void {
    if (state.kind === 'starting') starts += 1;
    try {
      writeStatus(dataDirectory, { state, at: clock.now(), starts, bridge: pid });
    } catch (thrown) {
      logger.warn({ cause: errorText(thrown) }, 'the state of WeChat could not be written down for doctor');
    }
    if (state.kind === 'waiting-for-scan') {
      if (state.link === shown) return;
      shown = state.link;
      logger.warn({ link: state.link }, 'WeChat waits for its login code to be scanned with the phone');
      void drawLoginCode(state.link).then((picture) => show(`\n${picture}\n`));
    } else logger.info({ state: state.kind }, 'the WeChat bridge');
  }

  async function send(to: Address, reply: Reply, key: SendKey, signal: AbortSignal): Promise<SendResult> {
    if (to.channel !== WECHAT || to.account !== account) return invalid(`not an address of WeChat account ${account}`);
    const rendered = renderReply(reply);
    if (rendered.kind === 'impossible') return invalid(rendered.reason);
    await clock.sleep(Math.round(random() * jitterMs), signal);
    if (signal.aborted) return later('stopping');
    const told = await bridge.send({ to: targetOf(to.peer), message: rendered.message }, signal);
    switch (told.kind) {
      case 'told':
        return resultOf(told.answer, key);
      case 'not-asked':
        return later(told.cause);
      case 'lost':
        return { kind: 'unsure', cause: told.cause };
      default:
        return told satisfies never;
    }
  }

  const media: MediaSource = {
    async load({ ref }, most, signal) {
      if (!ref.startsWith('message:')) return { kind: 'gone' };
      const told = await bridge.load({ message: ref.slice('message:'.length), most }, signal);
      return told.kind === 'told' ? told.answer : { kind: 'unavailable', cause: told.cause };
    },
  };

  return {
    id: WECHAT,
    account,
    abilities: weChatAbilities(settings),
    endpoints: [],
    start: (inbox: Inbox, signal: AbortSignal) =>
      bridge.run(async (events: readonly PuppetEvent[]) => {
        const messages = events.flatMap((event) => parseEvent(event, account));
        if (messages.length > 0) await inbox.accept(messages);
      }, signal),
    prepare: prepareReply,
    send,
    media,
  };
}

/** Most puppets name no message that they sent; then our own key stands for it. */
function resultOf(sent: Sent, key: SendKey): SendResult {
  switch (sent.kind) {
    case 'sent':
      return { kind: 'sent', platformId: sent.id ?? key };
    case 'unsure':
      return sent;
    case 'not-sent':
      switch (sent.reason) {
        case 'logged-out':
          return later(sent.cause);
        case 'file-later':
          return { kind: 'later', afterMs: null, scope: 'chat', cause: sent.cause };
        case 'no-file':
          return invalid(sent.cause);
        default:
          return sent.reason satisfies never;
      }
    default:
      return sent satisfies never;
  }
}

/** Nothing was given to the puppet, and nothing can be for a while. */
function later(cause: string): SendResult {
  return { kind: 'later', afterMs: null, scope: 'channel', cause };
}

function invalid(detail: string): SendResult {
  return { kind: 'refused', reason: { kind: 'invalid' }, detail };
}
