import {
  type AccountId,
  type Address,
  ChoiceId,
  cleanText,
  type IncomingContent,
  type IncomingMessage,
  MAX_INCOMING_TEXT,
  MessageKey,
} from '../../core/index.ts';
import { mediaRef } from './media-ref.ts';
import { addressOf } from './peers.ts';
import { SyncMessage } from './sync-schema.ts';

export type Parsed =
  /** `welcome`: the code with which one message may be sent at once, although they have not written. */
  | { kind: 'message'; message: IncomingMessage; welcome: string | null }
  | { kind: 'ignored'; reason: string }
  | { kind: 'malformed'; reason: string };

/** One entry of kf/sync_msg as what the bot reads. Pure. */
export function parseSync(raw: unknown, account: AccountId): Parsed {
  const read = SyncMessage.safeParse(raw);
  if (!read.success) return { kind: 'malformed', reason: read.error.issues[0]?.path.join('.') ?? 'not an object' };
  const said = read.data;
  const who = said.event ?? said;
  const from =
    said.origin === 4 && said.event?.event_type === 'servicer_status_change' ? null : addressIn(account, who);
  if (from === 'malformed') return { kind: 'malformed', reason: 'no customer' };
  if (said.event) return parseEvent(said, said.event, from);
  if (from === null) return { kind: 'ignored', reason: said.msgtype };
  const content = contentOf(said);
  if (said.origin === 3) return message(said, from, content);
  if (said.origin !== 5) return { kind: 'ignored', reason: `origin ${said.origin}` };
  const colleague = said.servicer_userid ?? '';
  if (colleague === '') return { kind: 'malformed', reason: 'servicer_userid' };
  if (content.kind !== 'text' && content.kind !== 'media') {
    const shown = { kind: 'text' as const, text: `[${said.msgtype}]` };
    return message(said, from, { kind: 'platform', news: { kind: 'said', colleague, content: shown } });
  }
  return message(said, from, { kind: 'platform', news: { kind: 'said', colleague, content } });
}

type Event = NonNullable<SyncMessage['event']>;

function parseEvent(said: SyncMessage, event: Event, from: Address | null): Parsed {
  if (from === null) return { kind: 'ignored', reason: event.event_type };
  switch (event.event_type) {
    case 'enter_session':
      return { ...message(said, from, { kind: 'presence', event: 'joined' }), welcome: event.welcome_code ?? null };
    case 'msg_send_fail': {
      if (event.fail_msgid === undefined) return { kind: 'malformed', reason: 'fail_msgid' };
      const type = event.fail_type ?? 0;
      const detail = FAIL_TYPES[type] ?? `WeCom could not deliver it (type ${type}).`;
      const news = { kind: 'undelivered' as const, platformId: event.fail_msgid, refused: type === 10, detail };
      return message(said, from, { kind: 'platform', news });
    }
    case 'session_status_change': {
      // 1: taken from the pool, 2: passed on, 3: ended, 4: taken up again.
      if (event.change_type === 3) {
        const colleague = event.old_servicer_userid ?? '';
        return message(said, from, { kind: 'platform', news: { kind: 'ended', colleague } });
      }
      const colleague = event.new_servicer_userid ?? '';
      if (colleague === '') return { kind: 'ignored', reason: 'session_status_change of nobody' };
      return message(said, from, { kind: 'platform', news: { kind: 'taken', colleague } });
    }
    default:
      return { kind: 'ignored', reason: event.event_type };
  }
}

/** Why WeCom could not deliver what it had taken (msg_send_fail, fail_type). */
const FAIL_TYPES: Readonly<Record<number, string>> = {
  0: 'WeCom could not deliver it and does not say why.',
  1: 'The customer-service account was deleted.',
  2: 'The app is switched off in WeCom.',
  4: 'Their last message is more than 48 hours old; they have to write first.',
  5: 'The talk was closed in WeCom.',
  6: 'More than five messages since their last one; they have to write first.',
  8: 'The corp is not verified in WeCom.',
  10: 'The customer takes no messages from this account.',
};

function addressIn(
  account: AccountId,
  { open_kfid, external_userid }: { open_kfid: string; external_userid: string },
): Address | 'malformed' {
  const isName = (text: string) => /^[\w-]{1,120}$/.test(text);
  if (!isName(open_kfid) || !isName(external_userid)) return 'malformed';
  return addressOf(account, { open_kfid, external_userid });
}

function message(said: SyncMessage, from: Address, content: IncomingContent): Parsed & { kind: 'message' } {
  const key = MessageKey.parse(said.msgid);
  return { kind: 'message', message: { key, from, sentAt: said.send_time * 1_000, content }, welcome: null };
}

/** What a person sent. What cannot be shown is named, so that they hear of it and nothing is lost in silence. */
function contentOf(said: SyncMessage): IncomingContent {
  const unsupported = { kind: 'unsupported' as const, platformType: said.msgtype };
  switch (said.msgtype) {
    case 'text':
      return said.text ? textOrChoice(said.text) : unsupported;
    case 'link': {
      const text = cleanText([said.link?.title, said.link?.url].filter(Boolean).join('\n'), MAX_INCOMING_TEXT).trim();
      return text === '' ? unsupported : { kind: 'text', text };
    }
    case 'location': {
      if (!said.location) return unsupported;
      const { latitude, longitude, name, address } = said.location;
      const caption = cleanText([name, address].filter(Boolean).join('\n'), 4_096).trim();
      const ref = `location:${latitude},${longitude}`;
      return { kind: 'media', media: { kind: 'location', ref, ...(caption === '' ? {} : { caption }) } };
    }
    case 'image':
    case 'voice':
    case 'video':
    case 'file': {
      const sent = said[said.msgtype];
      if (!sent) return unsupported;
      const kind = said.msgtype === 'voice' ? 'audio' : said.msgtype;
      return { kind: 'media', media: { kind, ref: mediaRef(said.msgtype, sent.media_id) } };
    }
    default:
      return unsupported;
  }
}

/** A click on a menu arrives as the words of the entry, with its id beside them. */
function textOrChoice({ content, menu_id }: { content: string; menu_id?: string | undefined }): IncomingContent {
  const text = cleanText(content, MAX_INCOMING_TEXT);
  const choice = ChoiceId.safeParse(menu_id);
  if (choice.success) return { kind: 'choice', id: choice.data, label: text.slice(0, 256) };
  return text.trim() === '' ? { kind: 'unsupported', platformType: 'text' } : { kind: 'text', text };
}
