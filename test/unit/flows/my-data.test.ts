import { describe, expect, it } from 'vitest';
import { createPlayer, kinds } from './player.ts';

describe.each([
  ['zh-CN', '把我的数据删掉', '是', /这里是群聊/, /已经开始删除/],
  ['en', 'delete my data', 'yes', /This is a group/, /deletion has begun/],
] as const)('what is stored about a person, in %s', (locale, wish, yes, inRoom, begun) => {
  it('is neither shown nor deleted where others read along, and the reply says so', async () => {
    const player = await createPlayer(locale, { 'customers.is_private': () => ({ outcome: 'room' }) });
    const said = await player.start('my-data', wish);
    expect(said).toMatch(inRoom);
    expect(said).not.toMatch(begun);
    expect(kinds(player.moved)).not.toContain('erase');
    expect(player.moved.run).toBeNull();
  });

  it('is deleted after a yes, in a private chat', async () => {
    const player = await createPlayer(locale);
    await player.start('my-data', wish);
    expect(kinds(player.moved)).not.toContain('erase');
    expect(await player.say(yes)).toMatch(begun);
    expect(kinds(player.moved)).toContain('erase');
  });
});
