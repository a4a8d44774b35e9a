import { monitorEventLoopDelay } from 'node:perf_hooks';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EntryId } from '../../../../src/core/index.ts';
import type { IndexEntry } from '../../../../src/knowledge/retrieval/entry.ts';
import { openIndexes } from '../../../../src/knowledge/retrieval/indexes.ts';
import {
  buildRetriever,
  type Retriever,
  type RetrieverOptions,
} from '../../../../src/knowledge/retrieval/retriever.ts';
import { anyText } from '../../../support/any-text.ts';
import { workshop } from '../../../support/workshop.ts';

const indexes = openIndexes(null, workshop);
const retrieverOf = (entries: readonly IndexEntry[], options: Omit<RetrieverOptions, 'indexes'>) =>
  buildRetriever(entries, { ...options, indexes });

const shop: IndexEntry[] = [
  entry('delivery', ['快递什么时候到', '几天能送到', '配送要多久']),
  entry('refund', ['退款多久到账', '钱什么时候退回来', '退的钱几天能收到']),
  entry('invoice', ['怎么开发票', '电子发票在哪里下载', '可以开公司抬头的票吗']),
  entry('water', ['洗衣机不进水怎么办', '洗衣机进不了水']),
  entry('e5', ['洗衣机显示 E5 是什么意思'], { answer: '门没有关好。' }),
  entry('e7', ['洗衣机显示 E7 是什么意思', '屏幕上出现 E7'], { answer: '进水不足。' }),
  entry('kx200', ['净水器滤芯怎么换', '滤芯多久换一次'], { answer: '适用于 KX-200。' }),
  entry('refund-en', ['When do I get my refund?', 'How long does a refund take?', 'Where is my money?'], {
    locale: 'en',
  }),
  entry('mattress', ['Which mattress sizes do you have?', 'custom mattress size'], { locale: 'en' }),
  entry('prose', [], { title: '会员制度', answer: '金卡会员每年可以享受两次免费清洗服务，按年度消费自动升级。' }),
];

describe('a retriever over a small shop', { timeout: 60_000 }, () => {
  let retriever: Retriever;
  beforeAll(async () => {
    retriever = await retrieverOf(shop, {
      maxWrong: 0.05,
      synonyms: [
        ['coupon', 'voucher'],
        ['发票', '收据'],
      ],
    });
  }, 60_000);
  afterAll(() => retriever.close());
  const first = async (text: string) => (await retriever.search(text)).ranked[0]?.id;

  test.each([
    ['a homophone typo', '快第什么时候到', 'delivery'],
    ['traditional characters', '退款多久到賬', 'refund'],
    ['full-width letters and emoji', '洗衣机显示Ｅ７😂', 'e7'],
    ['an English typo', 'matress sizes', 'mattress'],
    ['another word order', 'my money, when do I get it', 'refund-en'],
    ['the operator’s synonym', '收据怎么下载', 'invoice'],
    ['a section without a question', '金卡会员有免费清洗吗', 'prose'],
  ])('finds the entry in spite of %s', async (_, text, id) => {
    expect(await first(text)).toBe(id);
  });

  test('lets no likeness outvote an error code, however much else is shared', async () => {
    expect(await first('洗衣机显示 E7 是什么意思')).toBe('e7');
    expect(await first('洗衣机不进水，洗衣机进不了水怎么办，显示 e5')).toBe('e5');
  });

  test('finds a model number that stands only in an answer, also when it is typed apart', async () => {
    expect(await first('kx 200 怎么办')).toBe('kx200');
  });

  test('does not answer a question about one error code with the entry of another', async () => {
    expect((await retriever.search('洗衣机显示 E9 是什么意思')).decision).not.toBe('answer');
  });

  test('does not answer a question about one thing with the same code of another', async () => {
    const found = await Promise.all(['净水器 E7', '洗衣机 E7', '屏幕 E7'].map((text) => retriever.search(text)));
    expect(found.map(({ decision, ranked }) => [decision, ranked[0]?.id])).toEqual([
      ['clarify', 'e7'],
      ['answer', 'e7'],
      ['answer', 'e7'],
    ]);
  });

  describe('patched after an edit', () => {
    const edited = [
      ...shop.filter(({ id }) => id !== 'refund' && id !== 'e7'),
      entry('e7', ['洗衣机显示 E7 是什么意思', '屏幕上出现 E7'], { answer: '把水龙头打开，型号 QX-77。' }),
      entry('stairs', ['能送货上楼吗', '没有电梯也送上楼吗']),
      entry('gloves', ['Do you sell oven gloves?'], { locale: 'en', answer: 'In the kitchen department.' }),
    ];
    let patched: Retriever | null;
    beforeAll(async () => {
      patched = await retriever.patched(edited);
    });
    afterAll(() => patched?.close());
    const ranking = async (text: string) => (await patched?.search(text))?.ranked.map(({ id }) => id) ?? [];

    test.each([
      ['a new question in other words', '楼上送货可以吗', 'stairs'],
      ['a word that no text had before', 'gloves for my oven', 'gloves'],
      ['an identifier of an edited answer', 'QX-77', 'e7'],
      ['an old question', '快递几天能到', 'delivery'],
      ['an old section without a question', '金卡会员有免费清洗吗', 'prose'],
    ])('it finds %s', async (_, text, id) => {
      expect((await ranking(text))[0]).toBe(id);
    });

    test('it knows nothing of what went away, and ranks much as a built one does', async () => {
      expect(await ranking('退款多久到账')).not.toContain('refund');
      const built = await retrieverOf(edited, { maxWrong: 0.05 });
      for (const { question } of edited.filter((each) => each.question !== '')) {
        expect((await ranking(question))[0]).toBe((await built.search(question)).ranked[0]?.id);
      }
      await built.close();
    });

    test('the one before goes on as it was', async () => {
      expect(await first('退款多久到账')).toBe('refund');
    });

    test('a base of mostly new entries is not patched', async () => {
      expect(await retriever.patched(edited.map((each) => ({ ...each, answer: 'New.' })))).toBeNull();
    });
  });

  test('answers what is plainly asked and admits what it does not know', async () => {
    expect((await retriever.search('退款多久到账')).decision).toBe('answer');
    expect(await retriever.search('明天会下雨吗')).toMatchObject({ decision: 'none' });
  });

  test('gives the language of the customer when both have the answer', async () => {
    const both = await retrieverOf([entry('zh', ['WiFi 7 router']), entry('en', ['WiFi 7 router'], { locale: 'en' })], {
      maxWrong: 0.05,
    });
    expect((await both.search('wifi 7 router', { locale: 'en' })).ranked[0]?.id).toBe('en');
    expect((await both.search('wifi 7 router', { locale: 'zh-CN' })).ranked[0]?.id).toBe('zh');
    await both.close();
  });

  test('ranks alike whenever it is built from the same entries', async () => {
    const again = await retrieverOf(shop, {
      maxWrong: 0.05,
      synonyms: [
        ['coupon', 'voucher'],
        ['发票', '收据'],
      ],
    });
    for (const text of ['钱什么时候到', '发票', 'money back', '滤芯']) {
      expect(await again.search(text)).toEqual(await retriever.search(text));
    }
    await again.close();
  });

  test.each([
    ['nothing', ''],
    ['spaces', ' \n\t'],
    ['NUL', '退款\0多久'],
    ['a lone surrogate', '\ud83d 退款 \udc00'],
    ['8,000 characters', '退款多久到账 when do I get my refund '.repeat(250).slice(0, 8000)],
    ['one endless word', 'a'.repeat(8000)],
    ['a regular expression', '(.*)+$ [^退]{99}\\'],
  ])('takes %s without a fault', async (_, text) => {
    const { ranked, confidence } = await retriever.search(text);
    expect(ranked.length).toBeLessThanOrEqual(10);
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
  });

  test('takes any text at all', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyText({ maxLength: 300 }), async (text) => {
        const { confidence, ranked } = await retriever.search(text);
        expect(Number.isFinite(confidence) && ranked.every(({ score }) => Number.isFinite(score))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a retriever at the edges', { timeout: 60_000 }, () => {
  test('over nothing finds nothing', async () => {
    const retriever = await retrieverOf([], { maxWrong: 0.05 });
    expect(await retriever.search('退款')).toEqual({ decision: 'none', ranked: [], confidence: 0 });
    await retriever.close();
  });

  test('over one entry finds it', async () => {
    const retriever = await retrieverOf([entry('only', ['How do I return an item?'])], { maxWrong: 0.05 });
    expect((await retriever.search('return an item')).ranked[0]?.id).toBe('only');
    await retriever.close();
  });

  test('over entries without any text finds nothing', async () => {
    const retriever = await retrieverOf([entry('a', []), entry('b', [''])], { maxWrong: 0.05 });
    expect((await retriever.search('refund')).decision).toBe('none');
    await retriever.close();
  });

  test('refuses two entries of one id', async () => {
    await expect(retrieverOf([entry('a', ['x']), entry('a', ['y'])], { maxWrong: 0.05 })).rejects.toMatchObject({
      code: 'KNOWLEDGE_INVALID',
    });
  });

  test('answers nothing when no wrong answer is accepted', async () => {
    const retriever = await retrieverOf(shop, { maxWrong: 0 });
    expect((await retriever.search('退款多久到账')).decision).toBe('clarify');
    await retriever.close();
  });

  test('takes a model’s vectors for what no word tells, and goes on when the model fails', async () => {
    let isDown = false;
    const embed = {
      name: 'two words',
      embedQuestion: async (text: string) => (await embed.embed([text]))[0] ?? new Float32Array(0),
      embed: async (texts: readonly string[]) => {
        if (isDown) throw new Error('no connection');
        return texts.map((text) => (/退|money/.test(text) ? Float32Array.of(1, 0) : Float32Array.of(0, 1)));
      },
    };
    const retriever = await retrieverOf([entry('size', ['床垫尺寸']), entry('refund', ['退款'])], {
      maxWrong: 0.05,
      embed,
    });
    expect((await retriever.search('my money')).ranked[0]?.id).toBe('refund');
    isDown = true;
    expect((await retriever.search('退款')).ranked[0]?.id).toBe('refund');
    await retriever.close();
  });

  test('rejects a search after it was closed', async () => {
    const retriever = await retrieverOf(shop.slice(0, 1), { maxWrong: 0.05 });
    await retriever.close();
    await expect(retriever.search('退款')).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test('takes 10,000 phrasings and leaves the event loop free while it builds', { timeout: 120_000 }, async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const retriever = await retrieverOf(manyEntries(500, 20), { maxWrong: 0.05 });
    delay.disable();
    expect(retriever.size).toBe(500);
    // The promise is 50 ms; a loaded test machine may add its own stalls. A build on the loop itself takes seconds.
    expect(delay.percentile(99) / 1e6).toBeLessThan(150);
    expect(delay.max / 1e6).toBeLessThan(1_000);
    expect((await retriever.search('订单 123 的 洗衣机 怎么 安装')).ranked.length).toBeGreaterThan(0);
    await retriever.close();
  });
});

function entry(id: string, phrasings: string[], rest: Partial<IndexEntry> = {}): IndexEntry {
  const [question = '', ...alternatives] = phrasings;
  return { id: EntryId.parse(id), locale: 'zh-CN', question, alternatives, title: '', tags: [], answer: '', ...rest };
}

/** Every entry is about its own thing and place; its phrasings put them into different words. */
function manyEntries(count: number, phrasings: number): IndexEntry[] {
  const things = ['洗衣机', '冰箱', '空调', '热水器', '沙发', '床垫', '电视', '净水器', '油烟机', '书桌'];
  const acts = ['安装', '维修', '清洗', '退货', '换货', '移机', '回收', '保养', '验货', '搬运'];
  const ways = [
    '怎么',
    '什么时候能',
    '多少钱可以',
    '在哪里',
    '需要预约才能',
    '可以帮我',
    '为什么不能',
    '谁来',
    '几天能',
    '周末能',
  ];
  return Array.from({ length: count }, (_, i) => {
    const about = `${things[i % 10]}${i} ${acts[Math.floor(i / 10) % 10]}`;
    return entry(
      `e${i}`,
      Array.from({ length: phrasings }, (_, p) => `${ways[p % 10]}${about}${p >= 10 ? '呢' : ''}`),
    );
  });
}
