import { describe, expect, test } from 'vitest';
import { choiceId, pressedChoice, typedChoice } from '../../../src/bot/turn/choices.ts';
import { parseCommand } from '../../../src/bot/turn/command.ts';
import { ChoiceId, EntryId } from '../../../src/core/index.ts';

const entry = EntryId.parse('delivery-3f2a91c07d5e');

describe('choices', () => {
  test.each([
    { kind: 'entry', entry } as const,
    { kind: 'none-of-these' } as const,
    { kind: 'feedback', entry, helpful: true } as const,
    { kind: 'feedback', entry, helpful: false } as const,
    { kind: 'suggestion', index: 2 } as const,
    { kind: 'person' } as const,
    { kind: 'locale', locale: 'zh-CN' } as const,
  ])('$kind comes back from the platform as it was', (pressed) => {
    expect(pressedChoice(choiceId(pressed))).toEqual(pressed);
  });

  test.each(['kb:', 'fb:x:e', 'ask:1000', 'lang:fr', 'drop table', 'fb:y:'])('%s means nothing', (id) => {
    expect(pressedChoice(ChoiceId.parse(id.replaceAll(' ', '_')))).toBeNull();
  });

  const offered = ['Delivery', '退货 Returns'].map((label, index) => ({ id: ChoiceId.parse(`c${index}`), label }));

  test.each([
    ['1', 'c0'],
    ['２', 'c1'],
    ['2.', 'c1'],
    ['（1）', 'c0'],
    ['②', 'c1'],
    [' delivery ', 'c0'],
    ['退货 returns', 'c1'],
  ])('typing %s presses %s', (text, id) => {
    expect(typedChoice(text, offered)?.id).toBe(id);
  });

  test.each(['3', '0', '12 days', 'deliver'])('typing %s presses nothing', (text) => {
    expect(typedChoice(text, offered)).toBeNull();
  });
});

describe('commands', () => {
  test.each([
    ['/start', { kind: 'start' }],
    ['/help@shop_bot', { kind: 'help' }],
    ['/language en', { kind: 'language', to: 'en' }],
    ['/人工', { kind: 'person' }],
    ['／帮助', { kind: 'help' }],
  ])('%s is understood', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  test.each(['help', '/unknown', 'a /help', '/'])('%s is no command', (text) => {
    expect(parseCommand(text)).toBeNull();
  });
});
