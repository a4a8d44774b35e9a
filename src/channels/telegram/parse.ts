import {
  type AccountId,
  type Address,
  ChoiceId,
  cleanText,
  type IncomingContent,
  IncomingMessage,
} from '../../core/index.ts';
import { contentOf } from './content.ts';
import { addressOf } from './peers.ts';
import { CallbackQuery, MyChatMember, Update, UpdateMessage, type UpdateUser } from './update-schema.ts';

export interface ParseContext {
  account: AccountId;
  /** Milliseconds since the epoch, for the updates that carry no time of their own (a pressed button). */
  now: number;
  /** The bot's user name once it is known: commands addressed to another bot of a group are not ours. */
  botUsername: string | null;
}

export type ParsedUpdate =
  | { kind: 'messages'; updateId: number; messages: readonly IncomingMessage[]; callbackId: string | null }
  /** Nothing that Warmline reads. Done with: it is confirmed. */
  | { kind: 'ignored'; updateId: number; reason: string }
  /** Not an update at all: there is not even an id to confirm. */
  | { kind: 'malformed' };

/**
 * One update of Telegram as the messages that it means. It never throws: whatever cannot be read is `ignored` with a
 * reason, because one odd update must not block those behind it.
 */
export function parseUpdate(raw: unknown, context: ParseContext): ParsedUpdate {
  const envelope = Update.safeParse(raw);
  if (!envelope.success) return { kind: 'malformed' };
  const { update_id: updateId, message, edited_message, callback_query, my_chat_member } = envelope.data;

  const found = ((): Found => {
    if (message !== undefined) return readWith(UpdateMessage, message, (parsed) => fromMessage(parsed, context));
    if (edited_message !== undefined) {
      return readWith(UpdateMessage, edited_message, (parsed) => fromEdit(parsed, updateId, context));
    }
    if (callback_query !== undefined) {
      return readWith(CallbackQuery, callback_query, (parsed) => fromCallback(parsed, updateId, context));
    }
    if (my_chat_member !== undefined) {
      return readWith(MyChatMember, my_chat_member, (parsed) => fromStanding(parsed, updateId, context));
    }
    return 'a kind of update that is not read';
  })();
  if (typeof found === 'string') return { kind: 'ignored', updateId, reason: found };

  const messages: IncomingMessage[] = [];
  for (const candidate of found.messages) {
    const checked = IncomingMessage.safeParse({ ...candidate, order: Math.max(0, updateId) });
    if (!checked.success) {
      return { kind: 'ignored', updateId, reason: `not a valid message: ${checked.error.issues[0]?.path.join('.')}` };
    }
    messages.push(checked.data);
  }
  return { kind: 'messages', updateId, messages, callbackId: found.callbackId ?? null };
}

/** A message before its ids are checked and branded, or the reason why there is none. */
type Candidate = Omit<IncomingMessage, 'key' | 'edits' | 'order'> & { key: string; edits?: string };
type Found = { messages: readonly Candidate[]; callbackId?: string } | string;

function readWith<T>(
  schema: { safeParse(raw: unknown): { success: true; data: T } | { success: false } },
  raw: unknown,
  read: (parsed: T) => Found,
): Found {
  const parsed = schema.safeParse(raw);
  return parsed.success ? read(parsed.data) : 'its form is not that of the Bot API';
}

function fromMessage(message: UpdateMessage, { account, botUsername }: ParseContext): Found {
  const moved = movedGroup(message, account);
  if (moved !== null) return { messages: [moved] };
  const members = membersOf(message, account);
  if (members.length > 0) return { messages: members };
  if (message.is_automatic_forward === true) return 'copied from a linked channel';
  const author = authorOf(message, account);
  if (author === null) return 'written by a bot or a channel';
  const content = contentOf(message, botUsername);
  if (content === null) return 'a service message';
  return {
    messages: [
      {
        key: messageKey(message),
        ...author,
        ...mentionIn(message, account, botUsername),
        ...ownPhone(message),
        sentAt: message.date * 1000,
        content,
      },
    ],
  };
}

/** Telegram resolves `user_id` from the number itself: when it is the sender's, so is the phone. Only in private. */
function ownPhone({ chat, from, contact }: UpdateMessage): { verifiedPhone?: string } {
  if (chat.type !== 'private' || contact === undefined || contact.user_id !== from?.id) return {};
  const digits = contact.phone_number.replace(/\D/g, '').slice(0, 20);
  return digits === '' ? {} : { verifiedPhone: `+${digits}` };
}

function fromEdit(message: UpdateMessage, updateId: number, { account, botUsername }: ParseContext): Found {
  const author = authorOf(message, account);
  if (author === null) return 'edited by a bot or a channel';
  if (message.location?.live_period !== undefined) return 'a live location moved';
  const content = contentOf(message, botUsername);
  if (content === null) return 'a service message';
  const edits = messageKey(message);
  const sentAt = (message.edit_date ?? message.date) * 1000;
  // The update's id, because two edits may fall into one second and would share their edit date.
  const mentioned = mentionIn(message, account, botUsername);
  return { messages: [{ key: `${edits}:e${updateId}`, ...author, ...mentioned, sentAt, content, edits }] };
}

function fromCallback(query: CallbackQuery, updateId: number, { account, now }: ParseContext): Found {
  const { message, data } = query;
  const id = ChoiceId.safeParse(data);
  const pressed = message?.reply_markup?.inline_keyboard.flat().find((button) => button.callback_data === data);
  const label = cleanText(pressed?.text ?? '', 256);
  const content: IncomingContent = id.success
    ? { kind: 'choice', id: id.data, ...(label === '' ? {} : { label }) }
    : { kind: 'unsupported', platformType: 'callback_query' };
  const group = message === undefined ? {} : groupOf(message, account);
  return {
    messages: [
      {
        key: `u${updateId}`,
        from: addressOf(account, query.from.id),
        ...group,
        ...profileOf(query.from),
        sentAt: now,
        content,
      },
    ],
    callbackId: query.id,
  };
}

/** The bot was blocked, unblocked, added or removed. In a group, `from` is who did it. */
function fromStanding(change: MyChatMember, updateId: number, { account }: ParseContext): Found {
  const { chat, from, date, old_chat_member: before, new_chat_member: after } = change;
  if (chat.type === 'channel') return 'a channel';
  const wasIn = isIn(before);
  const event = isIn(after) ? 'joined' : chat.type === 'private' ? 'blocked' : 'left';
  if (wasIn === isIn(after)) return 'its rights changed, its membership did not';
  return {
    messages: [
      {
        key: `u${updateId}`,
        from: addressOf(account, chat.type === 'private' ? chat.id : from.id),
        ...groupOf({ chat }, account),
        ...profileOf(from),
        sentAt: date * 1000,
        content: { kind: 'presence', event, ...(chat.type === 'private' ? {} : { self: true as const }) },
      },
    ],
  };
}

function isIn({ status, is_member }: MyChatMember['new_chat_member']): boolean {
  return ['member', 'administrator', 'creator'].includes(status) || (status === 'restricted' && is_member !== false);
}

/**
 * A group became a supergroup. Telegram says it twice, in the old chat and in the new one; both become the same
 * message with the same key, so that whichever comes first counts and the other is dropped as a repetition.
 */
function movedGroup(message: UpdateMessage, account: AccountId): Candidate | null {
  const { migrate_to_chat_id: to, migrate_from_chat_id: from, chat, date } = message;
  const [oldId, newId] = to !== undefined ? [chat.id, to] : from !== undefined ? [from, chat.id] : [];
  if (oldId === undefined || newId === undefined) return null;
  const old = addressOf(account, oldId);
  return {
    key: `moved${oldId}`,
    from: old,
    group: old,
    sentAt: date * 1000,
    content: { kind: 'moved', to: addressOf(account, newId) },
  };
}

/** People (not bots: the bot's own coming and going is `my_chat_member`) who came into a group or left it. */
function membersOf(message: UpdateMessage, account: AccountId): Candidate[] {
  const left = message.left_chat_member === undefined ? [] : [message.left_chat_member];
  const changes = [
    ...(message.new_chat_members ?? []).map((person) => ({ person, event: 'joined' as const })),
    ...left.map((person) => ({ person, event: 'left' as const })),
  ];
  return changes
    .filter(({ person }) => !person.is_bot)
    .map(({ person, event }) => ({
      key: `${messageKey(message)}:p${person.id}`,
      from: addressOf(account, person.id),
      ...groupOf(message, account),
      ...profileOf(person),
      sentAt: message.date * 1000,
      content: { kind: 'presence', event },
    }));
}

/**
 * Who wrote it. Other bots are not answered, or two bots could talk for ever. Whoever writes in the name of a chat
 * (an anonymous administrator) has that chat's address.
 */
function authorOf(
  message: UpdateMessage,
  account: AccountId,
): { from: Address; group?: Address; profile?: NonNullable<IncomingMessage['profile']> } | null {
  const { from, sender_chat, chat } = message;
  if (chat.type === 'channel') return null;
  const group = groupOf(message, account);
  if (sender_chat !== undefined) return { from: addressOf(account, sender_chat.id), ...group };
  if (from === undefined || from.is_bot) return null;
  return { from: addressOf(account, from.id), ...group, ...profileOf(from) };
}

/** In a room the bot is addressed by its name, by a reply to it, or by a command. */
function mentionIn(
  { chat, text, caption, reply_to_message }: UpdateMessage,
  account: AccountId,
  botUsername: string | null,
): { mentioned?: true } {
  if (chat.type === 'private') return {};
  const words = text ?? caption ?? '';
  const named = botUsername !== null && words.toLowerCase().includes(`@${botUsername.toLowerCase()}`);
  const replied = String(reply_to_message?.from?.id) === account;
  return named || replied || words.startsWith('/') ? { mentioned: true } : {};
}

function groupOf(
  { chat, message_thread_id, is_topic_message }: Pick<UpdateMessage, 'chat' | 'message_thread_id' | 'is_topic_message'>,
  account: AccountId,
): { group?: Address; roomTitle?: string } {
  if (chat.type === 'private') return {};
  const title = cleanText(chat.title ?? '', 256).trim();
  return {
    group: addressOf(account, chat.id, is_topic_message === true ? message_thread_id : undefined),
    ...(title === '' ? {} : { roomTitle: title }),
  };
}

function profileOf(person: UpdateUser): { profile?: NonNullable<IncomingMessage['profile']> } {
  const name = cleanText([person.first_name, person.last_name].filter(Boolean).join(' '), 256).trim();
  const tag = person.language_code;
  const profile = {
    ...(name === '' ? {} : { name }),
    ...(tag === undefined || tag === '' ? {} : { languageTag: cleanText(tag, 35) }),
  };
  return Object.keys(profile).length === 0 ? {} : { profile };
}

/** Chat and message id, not the update's id: an edit has to name the message that it replaces. */
function messageKey({ chat, message_id }: UpdateMessage): string {
  return `m${chat.id}:${message_id}`;
}
