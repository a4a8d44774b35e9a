import { describe, expect, it } from 'vitest';
import { createPlayer } from './player.ts';

describe('a complaint that is taken back', () => {
  it.each([
    ['zh-CN', '我不想投诉了', /没有登记/],
    ['zh-CN', '算了，不投诉了，没事了，谢谢', /没有登记/],
    ['zh-CN', '取消投诉吧', /没有登记/],
    ['en', "I don't want to complain any more, it's fine", /nothing has been registered/],
    ['en', 'actually I’m not going to complain after all', /nothing has been registered/],
    ['en', 'please drop the complaint', /nothing has been registered/],
  ] as const)('while it is told is not registered, and ends kindly (%s, %s)', async (locale, said, answer) => {
    const player = await createPlayer(locale);
    await player.start('complaint', locale === 'en' ? 'Quality' : '商品质量');
    expect(await player.say(said)).toMatch(answer);
    expect(player.moved.run).toBeNull();
    expect(player.asked).toEqual([]);
  });

  it.each([
    ['zh-CN', '不投诉你们是不会处理的'],
    ['zh-CN', '本来不想投诉的，结果门板又裂了'],
    ['en', 'I would not complain if the door had been straight'],
  ] as const)('only in words is still a complaint (%s, %s)', async (locale, said) => {
    const player = await createPlayer(locale);
    await player.start('complaint', 'A1024');
    await player.insist(said);
    expect(player.moved.run).not.toBeNull();
  });

  it.each(['I am not satisfied and wish to complain', '不投诉你们是不会处理的，我要投诉'])(
    'is told from one that begins (%s)',
    async (said) => {
      const { flows } = await createPlayer('en');
      expect(flows.library.cued(said)).toBe('complaint');
    },
  );

  it.each([
    ['zh-CN', '我不想投诉了', '是'],
    ['zh-CN', '撤销我的投诉', '是'],
    ['en', 'withdraw my complaint', 'Yes'],
    ['en', 'I no longer want to complain', 'Yes'],
  ] as const)('after it was registered is withdrawn when the customer is sure (%s, %s)', async (locale, said, yes) => {
    const mine = { number: 'C-20261121-0001', state: 'open', respond_by: null, resolve_by: null, resolution: null };
    const player = await createPlayer(locale, { 'complaints.mine': () => ({ outcome: 'one', data: mine }) });
    expect(player.flows.library.cued(said)).toBe('complaint-status');
    expect(await player.start('complaint-status', said)).toMatch(/C-20261121-0001/);
    expect(player.asked.map(({ port }) => port)).toEqual(['complaints.mine']);
    await player.press(yes);
    expect(player.asked.at(-1)).toMatchObject({ port: 'complaints.confirm', input: { solved: 'yes' } });
    expect(player.moved.run).toBeNull();
  });
});
