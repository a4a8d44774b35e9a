/** The parts of the Bot API's JSON that the peer itself produces. Names and shapes follow Bot API 10.1. */

export interface WireUser {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

export interface WireChat {
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title?: string;
  first_name?: string;
  last_name?: string;
  username?: string;
  is_forum?: true;
}

export interface WireEntity {
  type: string;
  offset: number;
  length: number;
  url?: string | undefined;
  language?: string | undefined;
}

export interface WireButton {
  text: string;
  callback_data?: string | undefined;
  url?: string | undefined;
}

export interface WireKeyboard {
  inline_keyboard: WireButton[][];
}

/** One message of a chat. Content that the peer does not look into (photo, sticker, service fields) rides in `content`. */
export interface WireMessage {
  message_id: number;
  date: number;
  chat: WireChat;
  from?: WireUser;
  message_thread_id?: number;
  is_topic_message?: true;
  edit_date?: number;
  text?: string;
  entities?: WireEntity[];
  caption?: string;
  caption_entities?: WireEntity[];
  reply_markup?: WireKeyboard;
  [content: string]: unknown;
}

export interface WireUpdate {
  update_id: number;
  [kind: string]: unknown;
}

export interface WireFailure {
  ok: false;
  error_code: number;
  description: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
}

/** Thrown by a method: the answer that Telegram would give. */
export class Refusal extends Error {
  readonly failure: WireFailure;

  constructor(code: number, description: string, parameters?: WireFailure['parameters']) {
    super(description);
    this.name = 'Refusal';
    this.failure = { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) };
  }
}

export function badRequest(description: string): Refusal {
  return new Refusal(400, `Bad Request: ${description}`);
}
