import { describe, expect, test } from 'vitest';
import { carrierCode } from '../../../src/customers/orders/carrier-codes.ts';

describe('carriers by their names', () => {
  test.each([
    ['顺丰', 'shunfeng'],
    ['顺丰速运', 'shunfeng'],
    ['SF Express', 'shunfeng'],
    ['中通快递', 'zhongtong'],
    ['京东物流', 'jd'],
    ['极兔速递', 'jtexpress'],
    ['J&T Express', 'jtexpress'],
    ['EMS', 'ems'],
    ['邮政快递包裹', 'youzhengguonei'],
    ['德邦物流', 'debangkuaidi'],
    ['日日顺', 'rrs'],
    ['yuantong', 'yuantong'],
    ['物流', '物流'],
    ['Wandering Carrier', 'Wandering Carrier'],
  ])('%s is %s', (name, code) => expect(carrierCode(name)).toBe(code));

  test('the shop’s own table goes first, and knows carriers that we do not', () => {
    const own = { 顺丰: 'shunfengkuaiyun', 家具专线: 'jiajuzhuanxian' };
    expect(carrierCode('顺丰速运', own)).toBe('shunfengkuaiyun');
    expect(carrierCode('家具专线', own)).toBe('jiajuzhuanxian');
    expect(carrierCode('中通', own)).toBe('zhongtong');
  });
});
