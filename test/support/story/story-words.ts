/** What the customer says and has to read, in each language. The agents speak their own: Lin 中文, Bo English. */
export interface StoryWords {
  locale: 'zh-CN' | 'en';
  upset: string;
  offer: RegExp;
  fastLane: string;
  queued: RegExp;
  joined: RegExp;
  hello: string;
  answer: string;
  passed: RegExp;
  second: string;
  third: string;
  returned: RegExp;
  rate: RegExp;
  thanks: RegExp;
  again: string;
  last: string;
}

export const STORY: Readonly<Record<'zh' | 'en', StoryWords>> = {
  zh: {
    locale: 'zh-CN',
    upset: '收到的杯子碎了，太失望了，我要退款',
    offer: /加急理赔/,
    fastLane: '加急理赔',
    queued: /下一位就是您|位，大约/,
    joined: /林晓 已经接入/,
    hello: '您好，我是林晓。看到杯子碎了，非常抱歉，我先核对一下订单。',
    answer: '订单号 W2026112201，六个碎了两个。',
    passed: /接下来由 Bo Chen/,
    second: '我是 Bo，退款 58 元已经提交。',
    third: '您好，补寄的两个杯子今天发出。',
    returned: /交还给我|机器人|还有什么/,
    rate: /1 分很不满意/,
    thanks: /谢谢您的评价/,
    again: '还有件事，帮我转人工',
    last: '都处理好了，您随时找我们。',
  },
  en: {
    locale: 'en',
    upset: 'The cups arrived broken. I am really disappointed and I want my money back.',
    offer: /fast lane/i,
    fastLane: 'Fast-lane claim',
    queued: /You are next|in the queue/,
    joined: /林晓 is with you now/,
    hello: 'Hello, this is Lin. I am so sorry about the cups; let me check your order.',
    answer: 'Order W2026112202, two of the six are broken.',
    passed: /Bo Chen goes on with you/,
    second: 'Bo here: your refund of 58 yuan is on its way.',
    third: 'Hello, the two new cups leave our warehouse today.',
    returned: /handed back to me/,
    rate: /1 is very dissatisfied/,
    thanks: /Thank you for your rating/,
    again: 'One more thing, please get me a person',
    last: 'All done. Write to us whenever you like.',
  },
};
