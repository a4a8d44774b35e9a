import type { Locale } from '../../core/index.ts';
import type { CustomerProfile } from '../profile.ts';

export interface DataFacts {
  profile: CustomerProfile | null;
  tags: readonly string[];
  consents: readonly { topic: string; granted: boolean }[];
  conversations: number;
  messages: number;
  orders: number;
  requests: number;
  complaints: number;
  surveys: number;
  questions: number;
  cases: number;
  erasureAt: number | null;
}

/** What is kept, in words that a customer understands, the personal first. */
export function dataWords(locale: Locale, facts: DataFacts): string[] {
  const lines = locale === 'zh-CN' ? chinese(facts) : english(facts);
  return lines.filter((line) => line !== null);
}

const TOPICS: Readonly<Record<string, { 'zh-CN': string; en: string }>> = {
  orders: { 'zh-CN': '订单通知', en: 'messages about your orders' },
  care: { 'zh-CN': '关怀和优惠消息', en: 'care messages and offers' },
  offers: { 'zh-CN': '优惠消息', en: 'offers' },
  surveys: { 'zh-CN': '满意度调查', en: 'surveys' },
};

function chinese(facts: DataFacts): (string | null)[] {
  const { profile } = facts;
  const consents = facts.consents.map(
    ({ topic, granted }) => `${TOPICS[topic]?.['zh-CN'] ?? topic}（${granted ? '已同意' : '已拒绝'}）`,
  );
  const lines = [
    profile?.name ? `称呼：${profile.name}` : null,
    profile?.phone ? `手机：${masked(profile.phone)}` : null,
    profile?.birthday ? `生日：${profile.birthday.replace('lunar:', '农历 ').replace('--', '')}` : null,
    profile?.memberSince ? `会员起始日：${profile.memberSince}` : null,
    profile?.timeZone ? `时区：${profile.timeZone}` : null,
    profile?.locale ? `语言：${profile.locale === 'zh-CN' ? '中文' : '英文'}` : null,
    profile?.tier ? `会员等级：${profile.tier}` : null,
    facts.conversations > 0 ? `${facts.conversations} 个会话，共 ${facts.messages} 条消息` : null,
    facts.orders > 0 ? `${facts.orders} 个订单` : null,
    facts.requests > 0 ? `${facts.requests} 个订单请求（催单、改地址）` : null,
    facts.complaints > 0 ? `${facts.complaints} 个投诉` : null,
    facts.cases > 0 ? `${facts.cases} 次人工服务记录` : null,
    facts.surveys > 0 ? `${facts.surveys} 份问卷回答` : null,
    facts.questions > 0 ? `${facts.questions} 条问题或评价` : null,
    facts.tags.length > 0 ? `标签：${facts.tags.join('、')}` : null,
    consents.length > 0 ? `消息订阅：${consents.join('、')}` : null,
    facts.erasureAt === null ? null : '您已申请删除，最迟 24 小时内完成',
  ];
  return lines.some((line) => line !== null) ? lines : ['没有任何资料'];
}

function english(facts: DataFacts): (string | null)[] {
  const { profile } = facts;
  const consents = facts.consents.map(
    ({ topic, granted }) => `${TOPICS[topic]?.en ?? topic} (${granted ? 'agreed' : 'refused'})`,
  );
  const lines = [
    profile?.name ? `Your name: ${profile.name}` : null,
    profile?.phone ? `Your phone: ${masked(profile.phone)}` : null,
    profile?.birthday ? `Your birthday: ${profile.birthday.replace('lunar:', 'lunar ').replace('--', '')}` : null,
    profile?.memberSince ? `Member since ${profile.memberSince}` : null,
    profile?.timeZone ? `Your time zone: ${profile.timeZone}` : null,
    profile?.locale ? `Your language: ${profile.locale === 'zh-CN' ? 'Chinese' : 'English'}` : null,
    profile?.tier ? `Your tier: ${profile.tier}` : null,
    counted(
      facts.conversations,
      'conversation',
      `, ${facts.messages} ${facts.messages === 1 ? 'message' : 'messages'}`,
    ),
    counted(facts.orders, 'order'),
    counted(facts.requests, 'request', ' about orders (urging, new address)'),
    counted(facts.complaints, 'complaint'),
    counted(facts.cases, 'talk', ' with our colleagues'),
    counted(facts.surveys, 'survey answer'),
    counted(facts.questions, 'question or rating', '', 'questions or ratings'),
    facts.tags.length > 0 ? `Tags: ${facts.tags.join(', ')}` : null,
    consents.length > 0 ? `Messages from us: ${consents.join(', ')}` : null,
    facts.erasureAt === null ? null : 'You have asked us to delete it: done within 24 hours',
  ];
  return lines.some((line) => line !== null) ? lines : ['nothing at all'];
}

function counted(count: number, one: string, rest = '', many = `${one}s`): string | null {
  return count === 0 ? null : `${count} ${count === 1 ? one : many}${rest}`;
}

/** Enough to know one's own number by, too little for somebody who looks over the shoulder. */
function masked(phone: string): string {
  return phone.length < 8 ? phone.replace(/.(?=.{2})/g, '*') : `${phone.slice(0, -8)}****${phone.slice(-4)}`;
}
