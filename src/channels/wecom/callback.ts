import { decrypt, getSignature } from '@wecom/crypto';
import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod';
import { sameSecret } from '../../core/index.ts';

/** What an operator typed in on both sides, and for whom the messages must be. */
export interface CallbackKeys {
  token: string;
  aesKey: string;
  /** The corp id of an app of one's own. */
  receiveId: string;
}

export type Opened =
  | { kind: 'opened'; text: string }
  /** Not signed with our token, or meant for somebody else. */
  | { kind: 'forged' }
  | { kind: 'malformed' };

type Query = Readonly<Record<string, string | undefined>>;

/**
 * Opens one cipher text of a callback: the signature first, in constant time, and only then the cipher. `@wecom/crypto`
 * accepts any padding and any receiver, so the receiver is compared here; a changed end of the cipher text changes it.
 */
export function openCipher({ token, aesKey, receiveId }: CallbackKeys, query: Query, cipher: string): Opened {
  const { msg_signature: signature, timestamp, nonce } = query;
  if (signature === undefined || timestamp === undefined || nonce === undefined) return { kind: 'malformed' };
  if (!sameSecret(signature, getSignature(token, timestamp, nonce, cipher))) return { kind: 'forged' };
  try {
    const { message, id } = decrypt(aesKey, cipher);
    return sameSecret(id, receiveId) ? { kind: 'opened', text: message } : { kind: 'forged' };
  } catch {
    return { kind: 'malformed' };
  }
}

const Envelope = z.object({ Encrypt: z.string().min(1) });

/** The cipher text in the body of a POST, or null. */
export function cipherOf(body: string): string | null {
  return Envelope.safeParse(readXml(body)).data?.Encrypt ?? null;
}

/** An event of the callback. What we do not know has its name and is left alone. */
export const CallbackEvent = z.object({
  Event: z.string().default(''),
  ChangeType: z.string().optional(),
  /** kf_msg_or_event: which account has news, and what to fetch it with. */
  Token: z.string().max(256).optional(),
  OpenKfId: z.string().max(128).optional(),
  /** change_external_contact */
  UserID: z.string().max(128).optional(),
  ExternalUserID: z.string().max(128).optional(),
  /** change_external_chat */
  ChatId: z.string().max(128).optional(),
});
export type CallbackEvent = z.infer<typeof CallbackEvent>;

export function readEvent(text: string): CallbackEvent | null {
  return CallbackEvent.safeParse(readXml(text)).data ?? null;
}

/** Flat XML: texts only, no entities, no attributes, and no document type that could define any. */
const PARSER = new XMLParser({ ignoreAttributes: true, processEntities: false, parseTagValue: false });

function readXml(text: string): unknown {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  try {
    const parsed = z.object({ xml: z.record(z.string(), z.unknown()) }).safeParse(PARSER.parse(text, true));
    return parsed.data?.xml ?? null;
  } catch {
    return null;
  }
}
