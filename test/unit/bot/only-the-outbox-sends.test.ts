import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('../../../src', import.meta.url));

/** `channel.send(`, `telegram.send(`: a call on anything but a response, a socket or a worker. */
const CHANNEL_SEND = /\b(\w*[cC]hannel|telegram|web|terminal|wecom|wechat)\??\.send\(/;

test('nothing but the outbox calls a channel’s send', () => {
  const callers = globSync('**/*.ts', { cwd: SOURCES }).filter((path) =>
    CHANNEL_SEND.test(readFileSync(`${SOURCES}/${path}`, 'utf8')),
  );
  expect(callers).toEqual(['bot/outbox/outbox.ts']);
});
