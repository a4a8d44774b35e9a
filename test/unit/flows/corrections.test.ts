import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlayer, FLOWS_DIRECTORY, type Player } from './player.ts';

/** One question for each kind of answer, and a last one that checks them all. */
const ALL_KINDS = `flow: all-kinds
version: 1
title: { zh-CN: 登记, en: a form }
slots:
  story: { type: text, min: 2, label: { zh-CN: 情况, en: what happened } }
  kind:
    type: choice
    label: { zh-CN: 类型, en: kind }
    options:
      - { id: quality, label: { zh-CN: 商品质量, en: Quality } }
      - { id: delivery, label: { zh-CN: 物流配送, en: Delivery } }
  people: { type: number, min: 1, max: 20, label: { zh-CN: 人数, en: people } }
  day: { type: date, label: { zh-CN: 日期, en: date } }
  phone: { type: phone, label: { zh-CN: 联系电话, en: phone number } }
  order: { type: order_number, label: { zh-CN: 订单号, en: order number } }
  lift: { type: yes_no, label: { zh-CN: 电梯, en: lift } }
  mark: { type: rating, min: 0, max: 10, label: { zh-CN: 评分, en: rating } }
  photos: { type: media, label: { zh-CN: 照片, en: photos } }
  address: { type: text, min: 5, label: { zh-CN: 新地址, en: new address } }
  ok: { type: yes_no, label: { zh-CN: 确认, en: confirmation } }
steps:
  - { id: ask_story, kind: ask, slot: story, text: { zh-CN: 发生了什么？, en: What happened? } }
  - { id: ask_kind, kind: ask, slot: kind, text: { zh-CN: 哪方面？, en: What about? } }
  - { id: ask_people, kind: ask, slot: people, text: { zh-CN: 几个人？, en: How many people? } }
  - { id: ask_day, kind: ask, slot: day, text: { zh-CN: 哪天？, en: Which day? } }
  - { id: ask_phone, kind: ask, slot: phone, text: { zh-CN: 电话？, en: Your phone? } }
  - { id: ask_order, kind: ask, slot: order, text: { zh-CN: 订单号？, en: The order? } }
  - { id: ask_lift, kind: ask, slot: lift, text: { zh-CN: 有电梯吗？, en: Is there a lift? } }
  - { id: ask_mark, kind: ask, slot: mark, text: { zh-CN: 打几分？, en: How many points? } }
  - { id: ask_photos, kind: ask, slot: photos, optional: true, text: { zh-CN: 请发照片, en: Photos please } }
  - { id: ask_address, kind: ask, slot: address, text: { zh-CN: 新地址是？, en: The new address? } }
  - { id: check, kind: ask, slot: ok, again: true, text: { zh-CN: "{story}；{address}。对吗？", en: "{story}; {address}. Right?" } }
  - { id: bye, kind: end, text: { zh-CN: 好了, en: Done } }
`;

const ANSWERS = {
  'zh-CN': ['沙发的腿断了', '商品质量', '3', '2026-12-01', '13800138000', 'A1024', '有', '7'],
  en: ['a leg of the sofa broke', 'Quality', '3', '2026-12-01', '13800138000', 'A1024', 'yes', '7'],
} as const;
const ADDRESS = { 'zh-CN': '上海市徐汇区漕溪路 100 号，王女士', en: '12 Garden Road, Shanghai' } as const;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'warmline-corrections-'));
  copyFileSync(join(FLOWS_DIRECTORY, 'words.yaml'), join(directory, 'words.yaml'));
  writeFileSync(join(directory, 'all-kinds.yaml'), ALL_KINDS);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Answers the questions up to and without `step`. */
async function playedTo(step: string, locale: 'zh-CN' | 'en'): Promise<Player> {
  const player = await createPlayer(locale, {}, directory);
  await player.start('all-kinds');
  for (const answer of ANSWERS[locale]) if (player.moved.run?.step !== step) await player.insist(answer);
  if (player.moved.run?.step === step) return player;
  await player.photo();
  await player.photo();
  await player.say(locale === 'en' ? 'done' : '好了');
  if (player.moved.run?.step === step) return player;
  await player.insist(ADDRESS[locale]);
  expect(player.moved.run?.step).toBe(step);
  return player;
}

describe('a correction at the last question', () => {
  it.each([
    ['zh-CN', '不对，应该是北京市朝阳区建国路 8 号，李先生', 'address', '北京市朝阳区建国路 8 号，李先生'],
    ['zh-CN', '等等，我说错了，是北京市朝阳区建国路 8 号', 'address', '北京市朝阳区建国路 8 号'],
    ['zh-CN', '不，应该是北京市朝阳区建国路 8 号', 'address', '北京市朝阳区建国路 8 号'],
    ['zh-CN', '地址应该是北京市朝阳区建国路 8 号', 'address', '北京市朝阳区建国路 8 号'],
    ['zh-CN', '把收货地址改成北京市朝阳区建国路 8 号', 'address', '北京市朝阳区建国路 8 号'],
    ['zh-CN', '情况写错了，是椅子的扶手断了', 'story', '椅子的扶手断了'],
    ['zh-CN', '类型不对，应该是物流配送', 'kind', 'delivery'],
    ['zh-CN', '人数应该是五个人', 'people', 5],
    ['zh-CN', '不对，是12月3号', 'day', '2026-12-03'],
    ['zh-CN', '日期改成12月3号', 'day', '2026-12-03'],
    ['zh-CN', '电话不对，应该是139 0013 9000', 'phone', '+8613900139000'],
    ['zh-CN', '不对，是 A1025', 'order', 'A1025'],
    ['zh-CN', '电梯那里写错了，没有', 'lift', false],
    ['zh-CN', '评分应该是9分', 'mark', 9],
    ['en', 'sorry, I meant 5 Harbour Street, Beijing', 'address', '5 Harbour Street, Beijing'],
    ['en', 'no, it should be 5 Harbour Street, Beijing', 'address', '5 Harbour Street, Beijing'],
    ['en', "that's wrong, it's 5 Harbour Street, Beijing", 'address', '5 Harbour Street, Beijing'],
    ['en', 'the address should be 5 Harbour Street, Beijing', 'address', '5 Harbour Street, Beijing'],
    ['en', 'change the address to 5 Harbour Street', 'address', '5 Harbour Street'],
    ['en', 'what happened should read: the armrest of a chair broke', 'story', 'the armrest of a chair broke'],
    ['zh-CN', 'A1025', 'order', 'A1025'],
    ['zh-CN', '139 0013 9000', 'phone', '+8613900139000'],
    ['en', 'sorry, I meant Delivery', 'kind', 'delivery'],
    ['en', 'the number of people should be five', 'people', 5],
    ['en', 'the date is wrong, it should be December 3', 'day', '2026-12-03'],
    ['en', 'wrong phone number, it should be 139 0013 9000', 'phone', '+8613900139000'],
    ['en', 'sorry, I meant A1025', 'order', 'A1025'],
    ['en', 'no, I meant A1025', 'order', 'A1025'],
    ['en', 'sorry, I meant no lift', 'lift', false],
    ['en', 'my rating should be 9', 'mark', 9],
  ] as const)('%s: “%s” changes %s and nothing else', async (locale, said, slot, value) => {
    const player = await playedTo('check', locale);
    const before = { ...player.moved.run?.slots };
    const heard = await player.say(said);
    expect(player.moved.run?.slots).toEqual({ ...before, [slot]: value });
    expect(player.moved.run?.step, 'everything else is known').toBe('check');
    expect(heard).toMatch(locale === 'en' ? /Got it: / : /已改为/);
    expect(heard, 'it is checked once more').toMatch(locale === 'en' ? /Right\?/ : /对吗？/);
  });

  it.each([
    ['zh-CN', '订单号错了', 'ask_order'],
    ['zh-CN', '我想改一下联系电话', 'ask_phone'],
    ['zh-CN', '地址写错了', 'ask_address'],
    ['zh-CN', '日期不对，是2月30日', 'ask_day'],
    ['en', 'the order number is wrong', 'ask_order'],
    ['en', 'I want to change my phone number', 'ask_phone'],
    ['en', 'wrong address', 'ask_address'],
    ['en', 'the date should be February 30', 'ask_day'],
  ] as const)('%s: “%s” asks that question anew and keeps the old answer until then', async (locale, said, step) => {
    const player = await playedTo('check', locale);
    const before = { ...player.moved.run?.slots };
    await player.say(said);
    expect(player.moved.run?.step).toBe(step);
    expect(player.moved.run?.slots).toEqual(before);
  });

  it.each([
    ['zh-CN', '照片发错了'],
    ['en', 'wrong photo'],
  ] as const)('%s: “%s” leaves the last photo out and asks for another', async (locale, said) => {
    const player = await playedTo('check', locale);
    expect(player.slot('photos')).toHaveLength(2);
    await player.say(said);
    expect(player.slot('photos')).toHaveLength(1);
    expect(player.moved.run?.step).toBe('ask_photos');
    await player.photo();
    expect(player.slot('photos')).toHaveLength(2);
  });

  it.each([
    ['zh-CN', '不对'],
    ['zh-CN', '否'],
    ['en', 'no'],
  ] as const)('%s: “%s” alone is an answer to it', async (locale, said) => {
    const player = await playedTo('check', locale);
    await player.say(said);
    expect(player.moved.run).toBeNull();
  });
});

describe('a correction of words', () => {
  it.each([
    ['zh-CN', '不对，应该是椅子的扶手断了', '椅子的扶手断了'],
    ['zh-CN', '我刚才说错了，是椅子的扶手断了', '椅子的扶手断了'],
    ['zh-CN', '我的意思是椅子的扶手断了', '椅子的扶手断了'],
    ['en', 'sorry, I meant the armrest of a chair broke', 'the armrest of a chair broke'],
    ['en', "oops, it's the armrest of a chair", 'the armrest of a chair'],
    ['en', 'Correction: the armrest of a chair broke', 'the armrest of a chair broke'],
  ] as const)('%s: right after it was said, “%s”', async (locale, said, words) => {
    const player = await playedTo('ask_kind', locale);
    await player.say(said);
    expect(player.slot('story')).toBe(words);
    expect(player.moved.run?.step).toBe('ask_kind');
  });

  it('is heard where a choice is asked for, though “sorry” might be one', async () => {
    const player = await createPlayer('en');
    await player.start('complaint', 'A1024');
    await player.say('the wardrobe door is scratched and loose');
    expect(player.moved.run?.step).toBe('ask_wish');
    await player.say('sorry, I meant the drawer front is scratched');
    expect(player.slot('what')).toBe('the drawer front is scratched');
    expect(player.moved.run?.step).toBe('ask_wish');
    await player.say('sorry, I meant a refund');
    expect(player.slot('wish')).toBe('refund');
  });

  it('may be as long as the words themselves', async () => {
    const player = await playedTo('ask_kind', 'zh-CN');
    const story = '椅子的扶手断了，客服说三天内回复，到今天也没有人联系我。'.repeat(40);
    const heard = await player.say(`不对，应该是${story}`);
    expect(player.slot('story')).toBe(story);
    expect(heard.length, 'it is not read back in full').toBeLessThan(200);
  });

  it.each([
    ['zh-CN', '不对劲的地方是扶手松了'],
    ['zh-CN', '应该是快递弄丢了'],
    ['en', 'the courier was wrong about everything'],
    ['en', 'it should have come on Monday'],
  ] as const)('%s: “%s” is the first answer and no correction', async (locale, said) => {
    const player = await playedTo('ask_story', locale);
    await player.insist(said);
    expect(player.slot('story')).toBe(said);
  });

  it.each([
    ['zh-CN', '不对，应该是椅子的扶手断了', '椅子的扶手断了'],
    ['en', 'sorry, I meant the armrest of a chair broke', 'the armrest of a chair broke'],
  ] as const)(
    '%s: “%s” with nothing said before is the answer without its first words',
    async (locale, said, words) => {
      const player = await playedTo('ask_story', locale);
      await player.insist(said);
      expect(player.slot('story')).toBe(words);
    },
  );

  it('is a question when it ends as one', async () => {
    const player = await playedTo('ask_kind', 'zh-CN');
    await player.say('不对，你们多久发货？');
    expect(player.slot('story')).toBe(ANSWERS['zh-CN'][0]);
    expect(player.moved.digression).not.toBeNull();
  });

  it.each([
    ['zh-CN', '不对，应该是北京市朝阳区建国路 8 号', /已经提交/],
    ['en', 'sorry, I meant 5 Harbour Street, Beijing', /submitted already/],
  ] as const)('%s: what was submitted is not changed behind anybody’s back', async (locale, said, frozen) => {
    const player = await createPlayer(locale);
    await player.start('order-progress', 'A1025');
    await player.say(locale === 'en' ? 'change the address' : '改地址');
    await player.insist(ADDRESS[locale]);
    await player.say(locale === 'en' ? 'yes' : '是');
    expect(await player.say(said)).toMatch(frozen);
    expect(player.asked.filter(({ port }) => port === 'orders.change_address')).toHaveLength(1);
  });
});
