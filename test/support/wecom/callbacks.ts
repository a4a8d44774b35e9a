import { encrypt, getSignature } from '@wecom/crypto';

/** What an operator typed in on both sides. */
export const CALLBACK = {
  token: 'QDG6eKtests',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
} as const;

export interface Callback {
  query: string;
  body: string;
}

/** A callback as WeCom makes it: XML, ciphered for the corp, signed with the token. */
export function makeCallback(
  corpId: string,
  fields: Readonly<Record<string, string>>,
  with_: { token?: string; receiveId?: string } = {},
): Callback {
  const inner = Object.entries({ ToUserName: corpId, CreateTime: '1348831860', MsgType: 'event', ...fields })
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('');
  const cipher = encrypt(CALLBACK.aesKey, `<xml>${inner}</xml>`, with_.receiveId ?? corpId);
  const body = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${cipher}]]></Encrypt><AgentID><![CDATA[218]]></AgentID></xml>`;
  return { query: signed(cipher, with_.token ?? CALLBACK.token), body };
}

export function signed(cipher: string, token: string = CALLBACK.token): string {
  const [timestamp, nonce] = ['1409659813', '1372623149'];
  const msg_signature = getSignature(token, timestamp, nonce, cipher);
  return new URLSearchParams({ msg_signature, timestamp, nonce }).toString();
}
