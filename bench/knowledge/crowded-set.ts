import { EntryId } from '../../src/core/index.ts';
import type { EvaluationSet } from '../../src/knowledge/evaluation/evaluation-set.ts';

const ZH = {
  things:
    '洗衣机 冰箱 空调 热水器 沙发 床垫 电视 净水器 油烟机 书桌 衣柜 吹风机 微波炉 电饭煲 扫地机 加湿器 台灯 餐桌 鞋柜 烤箱'.split(
      ' ',
    ),
  parts: '门 滤芯 遥控器 水管 电源 屏幕 面板 轮子 螺丝 说明书 外壳 按钮 风扇 灯 盖子 把手 抽屉 底座 插头 开关'.split(
    ' ',
  ),
  acts: '坏了怎么修 在哪里买 多少钱 怎么安装 可以退货吗 多久能送到 保修几年 怎么清洗 为什么不亮 能换颜色吗'.split(' '),
  where: '北京 上海 广州 深圳 成都 杭州 武汉 西安 南京 重庆 天津 苏州 长沙 青岛 沈阳 大连 厦门 昆明 郑州 合肥'.split(
    ' ',
  ),
};
const EN = {
  things:
    'washer fridge heater sofa mattress television purifier hood desk wardrobe dryer microwave cooker vacuum lamp oven'.split(
      ' ',
    ),
  parts:
    'door filter remote hose plug screen panel wheel screw manual cover button fan light lid handle drawer base switch'.split(
      ' ',
    ),
  acts: [
    'is broken',
    'can I buy it',
    'how much is it',
    'how do I install it',
    'can I return it',
    'how long is the warranty',
    'how do I clean it',
  ],
  where: 'london paris berlin madrid rome vienna dublin oslo lisbon prague warsaw athens'.split(' '),
};
const QUESTIONS = 1_000;

/** A base of many near-equal questions in both languages, and some of them asked with words left out or swapped. */
export function crowdedSet(count: number): EvaluationSet {
  const random = sequence(count);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const texts = new Set<string>();
  while (texts.size < count) {
    const number = Math.floor(random() * 900) + 100;
    texts.add(
      texts.size % 2 === 0
        ? `${pick(ZH.where)}买的${number}号${pick(ZH.things)}${pick(ZH.parts)}${pick(ZH.acts)}`
        : `${pick(EN.things)} ${pick(EN.parts)} number ${number} bought in ${pick(EN.where)} ${pick(EN.acts)}`,
    );
  }
  const entries = [...texts].map((question, i) => ({
    id: EntryId.parse(`e${i}`),
    locale: i % 2 === 0 ? ('zh-CN' as const) : ('en' as const),
    question,
    alternatives: [],
    title: '',
    tags: [],
    answer: '',
  }));
  const queries = Array.from({ length: QUESTIONS }, (_, i) => {
    const entry = pick(entries);
    const text =
      entry.locale === 'en'
        ? entry.question
            .split(' ')
            .toSorted(() => random() - 0.5)
            .join(' ')
        : entry.question.replace(/买的|号/g, '');
    return { id: `q${i}`, text, gold: [entry.id] };
  });
  return { entries, queries };
}

/** A seeded linear congruence, so that every system gets the same base. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
