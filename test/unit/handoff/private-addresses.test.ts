import { expect, test } from 'vitest';
import { guardedRequest, isPrivateAddress } from '../../../src/outgoing/index.ts';

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
])('%s is not called', (ip) => {
  expect(isPrivateAddress(ip)).toBe(true);
});

test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is called', (ip) => {
  expect(isPrivateAddress(ip)).toBe(false);
});

test.each([
  'http://127.0.0.1:1/',
  'http://[::1]:1/',
  'http://2130706433:1/',
  'http://0x7f.1:1/',
  'http://localhost:1/',
])('%s is refused before a byte is sent', async (url) => {
  const signal = AbortSignal.timeout(2_000);
  const posting = { url, method: 'POST' as const, body: '{}', headers: {}, allowedHosts: [], signal };
  expect(await guardedRequest(posting)).toMatchObject({ kind: 'forbidden' });
});
