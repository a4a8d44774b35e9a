import { describe, expect, it } from 'vitest';
import { codesOf, decisionOn } from './say.ts';

describe('an explicit sign', () => {
  it.each([
    ['你们客服都是骗子', 'insult'],
    ['滚!', 'insult'],
    ['你个废物机器人', 'insult'],
    ['you are useless', 'insult'],
    ['what a bunch of idiots', 'insult'],
    ['再不处理我就打12315', 'threat_regulator'],
    ['12345见！', 'threat_regulator'],
    ['我要打１２３１５', 'threat_regulator'],
    ['我要去消协投诉', 'threat_regulator'],
    ['找工商举报你们', 'threat_regulator'],
    ["I'll report you to the Better Business Bureau", 'threat_regulator'],
    ['等着收律师函吧', 'threat_legal'],
    ['you will hear from my lawyer', 'threat_legal'],
    ['我要让银行拒付', 'threat_chargeback'],
    ['I am going to file a chargeback', 'threat_chargeback'],
    ['我要发到抖音曝光你们', 'threat_public'],
    ['必须给差评', 'threat_public'],
    ['expect a one star review', 'threat_public'],
    ['再也不来你家买了', 'threat_leave'],
    ['I will never shop here again', 'threat_leave'],
    ['我要投诉', 'threat_complain'],
    ['I want to file a complaint', 'threat_complain'],
    ['热水壶漏电把孩子手烫伤了', 'safety'],
    ['the heater caught fire', 'safety'],
    ['柜子到手就裂开了', 'damage'],
    ['the lamp arrived shattered', 'damage'],
    ['都两周了还没发货', 'delay'],
    ['my order still has not arrived', 'delay'],
    ['给我退款', 'refund'],
    ['I want my money back', 'refund'],
    ['太离谱了', 'anger'],
    ['this is unacceptable', 'anger'],
  ])('“%s” gives %s with the words that told it', (text, code) => {
    const reason = decisionOn(text).reasons.find((one) => one.code === code);
    expect(reason?.words?.join('')).toBeTruthy();
  });

  it.each([
    ['厨房垃圾处理器怎么安装', ['insult', 'anger']],
    ['我妈的手机号换了,怎么改', ['insult']],
    ['滚筒洗衣机和波轮哪个好', ['insult']],
    ['多媒体音箱有货吗', ['threat_public']],
    ['烟雾报警器多少钱', ['threat_legal']],
    ['冰箱一直报警怎么办', ['threat_legal']],
    ['我要取消协议', ['threat_regulator']],
    ['订单号是12315678', ['threat_regulator']],
    ['我的订单A12345到哪了', ['threat_regulator']],
    ['where is my order A-12315?', ['threat_regulator']],
    ['订单号是 12345', ['threat_regulator']],
    ['12345', ['threat_regulator']],
    ['这套沙发卖12345元吗', ['threat_regulator']],
    ['is order number 12345-2 on its way', ['threat_regulator']],
    ['怎么投诉快递员', ['threat_complain']],
    ['我不想投诉了', ['threat_complain']],
    ["I don't want to complain any more", ['threat_complain']],
    ['怎么注销会员', ['threat_leave']],
    ['这款面霜会不会过敏', ['safety']],
    ['插座会漏电吗', ['safety']],
    ['how do I close my account', ['threat_leave']],
    ['do you sell beef jerky trays', ['insult']],
    ['a gift for my aunt Sue', ['threat_legal']],
    ['is the heater safe on a wooden floor', ['safety']],
    ['where can I write a review', ['threat_public']],
  ])('“%s” is harmless', (text, codes) => {
    for (const code of codes) expect(codesOf(decisionOn(text))).not.toContain(code);
  });

  it.each([
    '我不想投诉了',
    '不投诉了，没事',
    "I don't want to complain any more, it's fine",
    'please withdraw my complaint',
  ])('a complaint that is taken back is a calm word (%s)', (text) => {
    expect(decisionOn(text)).toMatchObject({ level: 'calm', handOff: 'none' });
  });

  it.each(['如果今天送到我就不投诉了', '不想投诉，但是你们太过分了', '不投诉了，直接找消协'])(
    'a complaint that is taken back only in words calms nothing (%s)',
    (text) => {
      expect(decisionOn(text).handOff).not.toBe('none');
    },
  );

  it('of a regulator, a lawyer or an injury brings a person in at once', () => {
    for (const text of ['我要打12315', '律师函明天就到', '孩子被烫伤了', 'the plug gave me an electric shock']) {
      expect(decisionOn(text).handOff).toBe('now');
    }
  });
});
