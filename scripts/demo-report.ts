/** What the demo says at its beginning and about its week, in both languages. */
import { styleText } from 'node:util';
import type { CareFigures } from '../src/care/index.ts';

/** One sentence for readers of either language. */
export interface Said {
  en: string;
  zh: string;
}

const SOURCES: Readonly<Record<string, Said>> = {
  'alert:delay': { en: 'delay alerts', zh: '延误提醒' },
  'rule:after-delivery': { en: 'the day after delivery', zh: '签收次日问候' },
  'rule:birthday': { en: 'birthdays', zh: '生日祝福' },
};

const REASONS: Readonly<Record<string, Said>> = {
  'no-consent': { en: 'no consent', zh: '没有同意接收' },
  unreachable: { en: 'cannot be reached', zh: '联系不上' },
};

const COLUMNS: readonly { name: string; means: Said; of: (figures: CareFigures) => string }[] = [
  { name: 'meant', means: { en: 'were to get it', zh: '应收到的人' }, of: ({ meant }) => String(meant) },
  { name: 'sent', means: { en: 'have got it', zh: '已发出' }, of: ({ sent }) => String(sent) },
  {
    name: 'waiting',
    means: { en: 'wait, because of an open complaint for instance', zh: '先等着，比如投诉还没处理完' },
    of: ({ underWay }) => String(underWay),
  },
  {
    name: 'reach',
    means: { en: 'sent, of those whose turn it was', zh: '轮到的人里发到的比例' },
    of: ({ reach }) => (reach === null ? '–' : `${Math.round(reach * 100)} %`),
  },
  { name: 'replied', means: { en: 'wrote back', zh: '回复了' }, of: ({ replied }) => String(replied) },
  { name: 'left', means: { en: 'want no more of these', zh: '退订了' }, of: ({ optedOut }) => String(optedOut) },
  {
    name: 'complained',
    means: { en: 'complained afterwards', zh: '之后投诉了' },
    of: ({ complained }) => String(complained),
  },
];
const FIRST_WIDTH = 24;

/** What is going to happen, before it does. */
export function introduce(): void {
  console.log(
    [
      '',
      styleText('bold', 'Warmline demo · 演示'),
      'The product runs on this machine with a sample shop and a Telegram of its own; nothing is kept.',
      '产品在本机运行，用示例店铺和模拟的 Telegram；结束后不留任何数据。',
      '  ›  the customer writes · 客户说的话      [ ]  a button · 按钮',
      '  ⏱  time passes · 时间过去              🏪  the shop does something · 店铺的操作',
      '  ⚡  the product is killed and started again; no word is lost · 强行结束再启动，一个字也不丢',
    ].join('\n'),
  );
}

export function heading({ en, zh }: Said): void {
  console.log(`\n${styleText('bold', `── ${en} · ${zh} `.padEnd(72, '─'))}\n`);
}

/** A day of the week: its date, then what happens. */
export function tellDay(day: string, { en, zh }: Said): void {
  console.log(`  ${styleText('dim', day)}  ${en}\n  ${' '.repeat(day.length)}  ${styleText('dim', zh)}`);
}

/** What the shop's own messages came to, and what each column means. */
export function showFigures(figures: readonly CareFigures[]): void {
  const width = ({ name }: { name: string }) => Math.max(name.length, 5);
  console.log(`\n  ${' '.repeat(FIRST_WIDTH)}${COLUMNS.map((each) => each.name.padStart(width(each))).join('  ')}`);
  let campaigns = 0;
  for (const each of figures) {
    if (each.source.startsWith('campaign:')) campaigns += 1;
    const about = SOURCES[each.source] ?? { en: `campaign ${campaigns}`, zh: `第 ${campaigns} 次群发` };
    const cells = COLUMNS.map((column) => column.of(each).padStart(width(column)));
    console.log(`  ${about.en.padEnd(FIRST_WIDTH)}${cells.join('  ')}   ${styleText('dim', about.zh)}`);
    for (const [why, count] of Object.entries(each.excluded)) {
      const reason = REASONS[why] ?? { en: why, zh: why };
      console.log(styleText('dim', `    not sent to ${count}: ${reason.en} · ${count} 人不发：${reason.zh}`));
    }
  }
  console.log('');
  for (const { name, means } of COLUMNS)
    console.log(styleText('dim', `  ${name.padEnd(11)} ${means.en} · ${means.zh}`));
}
