/**
 * Carriers by the codes of 快递100's list of companies (快递公司编码), with the names that shops use for them. Names are
 * compared without “快递”, “速运”, “express” and the like, so each stands here once.
 */
const CARRIERS: Readonly<Record<string, readonly string[]>> = {
  shunfeng: ['顺丰', 'sf', 'shunfeng'],
  zhongtong: ['中通', 'zto', 'zhongtong'],
  yuantong: ['圆通', 'yto', 'yuantong'],
  shentong: ['申通', 'sto', 'shentong'],
  yunda: ['韵达', '韻達', 'yunda'],
  jtexpress: ['极兔', '極兔', 'j&t', 'jt', 'jtexpress'],
  jd: ['京东', '京東', 'jd', 'jdl'],
  ems: ['ems', '邮政ems', '中国邮政ems'],
  youzhengguonei: ['邮政', '中国邮政', '邮政包裹', '邮政快递包裹', 'china post', 'chinapost'],
  debangkuaidi: ['德邦', 'deppon'],
  kuayue: ['跨越', 'ky', 'kye'],
  zhaijisong: ['宅急送', 'zjs'],
  huitongkuaidi: ['百世', '百世汇通', '汇通', 'best'],
  tiantian: ['天天', 'tt'],
  youshuwuliu: ['优速', 'uc'],
  annengwuliu: ['安能', 'ane'],
  danniao: ['丹鸟', '菜鸟直送'],
  suning: ['苏宁'],
  fengwang: ['丰网'],
  zhongyouex: ['众邮'],
  rrs: ['日日顺', '日日順'],
  yimidida: ['壹米滴答'],
  dhl: ['dhl'],
  fedex: ['fedex', '联邦'],
  ups: ['ups'],
  tnt: ['tnt'],
  usps: ['usps'],
};

/** What is said beside the name: "顺丰速运", "SF Express", "德邦物流". */
const BESIDE = /(?:快递|快運|快运|快遞|速运|速運|速递|速遞|物流|供应链|express|logistics|couriers?|[\s._-])/giu;

const CODES = new Map(
  Object.entries(CARRIERS).flatMap(([code, names]) => [code, ...names].map((name) => [plain(name), code])),
);

/** 快递100's code of a carrier as a shop calls it; what nobody knows is sent as it is. `own`: the shop's names first. */
export function carrierCode(name: string, own: Readonly<Record<string, string>> = {}): string {
  const named = Object.entries(own).find(([each]) => plain(each) === plain(name));
  return named?.[1] ?? CODES.get(plain(name)) ?? name;
}

function plain(name: string): string {
  const text = name.normalize('NFKC').toLowerCase();
  return text.replace(BESIDE, '') || text;
}
