import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channelChoices, channelName } from '../../../console/desk/words/channel-names.ts';
import { wordsOf } from '../../../console/desk/words/index.ts';
import { CHANNELS } from '../../../src/server/contract/index.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('the console knows every channel that a customer can be met on', () => {
  const files = globSync('src/channels/*/*.ts', { cwd: ROOT });
  const ids = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/ChannelId\.parse\('([a-z-]+)'\)/g)].map(([, id]) => id),
  );
  // The terminal is where the shop tries the bot itself.
  expect(new Set(ids.filter((id) => id !== 'terminal'))).toEqual(new Set(CHANNELS));
});

test.each(['zh-CN', 'en'] as const)('each of them has a name of its own in %s', (language) => {
  const labels = channelChoices(wordsOf(language)).map(({ label }) => label);
  expect(new Set(labels).size).toBe(CHANNELS.length);
  expect(labels).not.toContain('wecom-contact');
});

test('a channel of a newer server is shown by its id', () => {
  expect(channelName(wordsOf('en'), 'smoke-signals')).toBe('smoke-signals');
});
