import { expect, test } from 'vitest';
import { cipherOf, openCipher, readEvent } from '../../../../src/channels/wecom/callback.ts';
import { makeCallback, signed } from '../../../support/wecom/callbacks.ts';

/** The keys and both examples of the official documentation (加解密方案说明). */
const KEYS = {
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'wx5823bf96d3bd56c7',
};
const URL_CHECK = {
  msg_signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
  timestamp: '1409659589',
  nonce: '263014780',
};
const ECHO = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==';
const MESSAGE = {
  msg_signature: '477715d11cdb4164915debcba66cb864d751f3e6',
  timestamp: '1409659813',
  nonce: '1372623149',
};
const CIPHER =
  'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==';

test('the official example of the address check opens', () => {
  expect(openCipher(KEYS, URL_CHECK, ECHO)).toEqual({ kind: 'opened', text: '1616140317555161061' });
});

test('the official example of a message opens', () => {
  const opened = openCipher(KEYS, MESSAGE, CIPHER);
  expect(opened.kind === 'opened' && opened.text).toMatch(
    /<Content><!\[CDATA\[hello\]\]><\/Content>[\s\S]*4561255354251345929/,
  );
});

test('a signature that is wrong in one place, missing, or of another token is refused before anything is opened', () => {
  const flipped = MESSAGE.msg_signature.replace(/^4/, '5');
  expect(openCipher(KEYS, { ...MESSAGE, msg_signature: flipped }, CIPHER)).toEqual({ kind: 'forged' });
  expect(openCipher(KEYS, { ...MESSAGE, msg_signature: 'short' }, CIPHER)).toEqual({ kind: 'forged' });
  expect(openCipher({ ...KEYS, token: 'QDG6eL' }, MESSAGE, CIPHER)).toEqual({ kind: 'forged' });
  expect(openCipher(KEYS, { timestamp: '1', nonce: '2' }, CIPHER)).toEqual({ kind: 'malformed' });
});

test('what is signed but meant for another corp is refused', () => {
  expect(openCipher({ ...KEYS, receiveId: 'wx5823bf96d3bd56c8' }, MESSAGE, CIPHER)).toEqual({ kind: 'forged' });
});

test('a changed end of the cipher text, and so a changed padding, is refused even when it is signed', () => {
  for (const at of [1, 5, 17, 31]) {
    const bytes = Buffer.from(CIPHER, 'base64');
    bytes[bytes.length - at] = (bytes[bytes.length - at] ?? 0) ^ 1;
    const changed = bytes.toString('base64');
    const query = Object.fromEntries(new URLSearchParams(signed(changed, KEYS.token)));
    expect(openCipher(KEYS, query, changed).kind).not.toBe('opened');
  }
});

test('cipher text that is no cipher text is malformed, not a crash', () => {
  for (const cipher of ['', '!!!', 'QUJD']) {
    const query = Object.fromEntries(new URLSearchParams(signed(cipher, KEYS.token)));
    expect(openCipher(KEYS, query, cipher).kind).not.toBe('opened');
  }
});

test('the body of a callback gives its cipher text and nothing else', () => {
  expect(cipherOf(makeCallback('ww1', { Event: 'x' }).body)).toMatch(/^[A-Za-z0-9+/=]+$/);
  for (const body of [
    '',
    'hello',
    '<xml><Encrypt>',
    '<xml></xml>',
    '{"Encrypt":"x"}',
    '<html><Encrypt>a</Encrypt></html>',
  ])
    expect(cipherOf(body)).toBeNull();
});

test('a document type is refused, so that no entity can be defined', () => {
  const bomb = '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">]><xml><Encrypt>&a;</Encrypt></xml>';
  expect(cipherOf(bomb)).toBeNull();
});

test('an event names the account that has news', () => {
  const xml =
    '<xml><ToUserName><![CDATA[ww1]]></ToUserName><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[ENC1]]></Token><OpenKfId><![CDATA[wk0001]]></OpenKfId></xml>';
  expect(readEvent(xml)).toMatchObject({ Event: 'kf_msg_or_event', Token: 'ENC1', OpenKfId: 'wk0001' });
});
