import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createInbox } from '../../../src/bot/inbox.ts';
import { createTurn } from '../../../src/bot/turn/turn.ts';
import { assistedKnowledge } from '../../../src/composition/assisted-knowledge.ts';
import { createKnowledge, detectLocale, type Knowledge, type KnowledgeService } from '../../../src/knowledge/index.ts';
import { type Assistant, createAssistant, createLanguageModel, openChatModel } from '../../../src/model/index.ts';
import { migrate } from '../../../src/storage/index.ts';
import { systemClock } from '../../../src/system.ts';
import { createTestClock } from '../../support/clock.ts';
import { textFrom } from '../../support/conversations.ts';
import { injections } from '../../support/injections.ts';
import { answerWith, mindWith } from '../../support/minds.ts';
import { type AskedChat, type ModelPeer, modelPeer } from '../../support/model-peer.ts';
import { openTestStorage } from '../../support/storage.ts';
import { workshop } from '../../support/workshop.ts';
import { clockFrom, type ScratchBase, scratchBase } from '../knowledge/scratch-base.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const RETURNS = `You can return unused items within 7 days of delivery. Mattresses that were opened cannot be returned unless they are faulty. We refund the price within 3 working days after the item arrives. Ask for the return in your order, pack the item as it came, and give it to the courier who rings at your door. The label is printed by the courier. Returns of the sofa KX-200 cost 99 yuan, because two people carry it. Keep the receipt of the courier until the money is there. Small parts such as screws and felt pads stay in their bags.`;
const SHORT = 'You can return unused items within 7 days of delivery.';
const INVOICE = 'The invoice comes by mail within 2 days.';
const SHOP = {
  'articles/en/shop.md': `---\ntitle: Help\n---\n## How do I return an item?\n> send something back\n\n${RETURNS}\n\n## How much does the installation cost?\n> price of the installation\n\n120 yuan.\n\n## Opening hours\n> when are you open\n\nAt nine.\n`,
  'articles/zh-CN/invoice.md':
    '---\ntitle: 发票\n---\n## 怎么开发票？\n> how do I get an invoice\n> invoice please\n\n发票在2天内发到邮箱。\n',
};

describe('a shop with a model', () => {
  let base: ScratchBase;
  let knowledge: KnowledgeService;
  beforeAll(async () => {
    base = await scratchBase(SHOP);
    knowledge = await createKnowledge({
      directory: base.directory,
      clock: clockFrom(),
      maxWrong: 0.3,
      watch: false,
      workshop,
    });
    expect(knowledge.problems()).toEqual([]);
  });
  afterAll(async () => {
    await knowledge.close();
    await base[Symbol.asyncDispose]();
  });

  function assistantAt(peer: ModelPeer, timeoutMs: number) {
    const outcomes: string[] = [];
    const model = createLanguageModel({
      open: () => openChatModel({ provider: 'openai', url: peer.url, key: 'secret', name: 'small' }),
      timeoutMs,
      mayAsk: async () => true,
    });
    const assistant = createAssistant({
      model,
      localeOf: detectLocale,
      onOutcome: (use, outcome) => outcomes.push(`${use}: ${outcome}`),
    });
    return { assistant, outcomes };
  }

  function helpedBy(assistant: Assistant, uses: readonly string[]) {
    return assistedKnowledge(knowledge, {
      assistant,
      uses,
      titleOf: (entry) => knowledge.entry(entry)?.question ?? null,
    });
  }

  async function opened(say: (chat: AskedChat) => string, timeoutMs = 30_000) {
    const uses = ['phrase', 'translate', 'follow-up'];
    const peer = await modelPeer({ say });
    const { assistant, outcomes } = assistantAt(peer, timeoutMs);
    await assistant.warm();
    return { peer, outcomes, assistant, helped: helpedBy(assistant, uses) };
  }

  const ask = { locale: 'en', asker: 'talk' } as const;

  test('shortens a long article to its own words, and says so', async () => {
    const { helped, outcomes } = await opened(() => SHORT);
    const answer = await helped.ask({ ...ask, text: 'How do I return an item?' });
    expect(answer).toMatchObject({ kind: 'answer', markdown: SHORT, phrased: 'shortened' });
    expect(answer.kind === 'answer' && answer.sources[0]?.question).toBe('How do I return an item?');
    expect(outcomes).toEqual(['shorten: taken']);
  });

  test('gives the article as it was written where the model makes something up', async () => {
    const { helped, outcomes } = await opened(() => SHORT.replace('7', '30'));
    const answer = await helped.ask({ ...ask, text: 'How do I return an item?' });
    expect(answer).toEqual(await knowledge.ask({ ...ask, text: 'How do I return an item?' }));
    expect(outcomes).toEqual(['shorten: refused: the number 30 (day) is not in the article']);
  });

  test.each(['never', 'with 429', 'with 500', 'with rubbish'] as const)(
    'answers as it does without a model where that answers %s',
    async (mood) => {
      const { helped, peer } = await opened(() => SHORT, mood === 'never' ? 200 : 30_000);
      peer.mood = mood;
      for (const text of ['How do I return an item?', 'how do I get an invoice', 'do you hire clowns'])
        expect(await helped.ask({ ...ask, text })).toEqual(await knowledge.ask({ ...ask, text }));
      expect(peer.chats.length).toBeGreaterThan(0);
    },
  );

  test('translates what exists in the other language only, once for all customers, and sends nothing of theirs', async () => {
    const { helped, peer } = await opened(() => INVOICE);
    const text = 'how do I get an invoice';
    for (const asker of ['ann', 'bob'])
      expect(await helped.ask({ ...ask, asker, text })).toMatchObject({
        markdown: INVOICE,
        phrased: 'translated',
        locale: 'zh-CN',
      });
    expect(peer.chats.map(({ human }) => human)).toEqual(['发票在2天内发到邮箱。']);
  });

  test('asks once for a translation that it cannot take', async () => {
    const { helped, peer } = await opened(() => 'The invoice comes.');
    for (const asker of ['ann', 'bob']) await helped.ask({ ...ask, asker, text: 'how do I get an invoice' });
    expect(peer.chats).toHaveLength(1);
  });

  test('understands a follow-up in other words, and the base decides what answers it', async () => {
    const { helped, peer, outcomes } = await opened(() => 'How much does the installation cost?');
    const previous = [{ text: 'shelf, ann.lee@mail.example', entry: null }];
    const question = { ...ask, text: 'ouch, my wallet?', previous };
    expect((await knowledge.ask(question)).kind).not.toBe('answer');
    expect(await helped.ask(question)).toMatchObject({ kind: 'answer', markdown: '120 yuan.' });
    expect(peer.chats[0]?.human).toContain('[mail-1]');
    expect(peer.chats[0]?.human).not.toContain('ann.lee');
    expect(outcomes).toEqual(['follow-up: taken']);
  });

  test('asks nothing where there is nothing to help, where it is not wanted, and where nobody talks', async () => {
    const { helped, peer, assistant } = await opened(() => SHORT);
    await helped.ask({ ...ask, text: 'Opening hours' });
    await helped.ask({ ...ask, text: 'do you hire clowns' });
    await helped.ask({ locale: 'en', text: 'How do I return an item?' });
    await helpedBy(assistant, []).ask({ ...ask, text: 'How do I return an item?' });
    expect(peer.chats).toEqual([]);
  });

  test('takes no draft of a model that writes something else, and says why', async () => {
    const { assistant, peer } = await opened(() => 'Sure! Here is your draft.');
    const wanted = { questions: ['call 13800138000 about rent'], entries: [], locale: 'en' } as const;
    expect(await assistant.draft(wanted)).toEqual({ kind: 'none', why: 'it wrote something else than a draft' });
    expect(peer.chats[0]?.human).toContain('- call [phone-1] about rent');
    expect(await assistant.fault()).toBeNull();
    peer.mood = 'with 500';
    expect(await assistant.fault()).toMatch(/^failed: .*overloaded/);
    expect(await assistant.draft(wanted)).toMatchObject({ kind: 'none', why: expect.stringMatching(/^failed: /) });
  });

  test('lets nothing through of a model that obeys whatever a customer writes', async () => {
    const obey = (human: string) =>
      /<(?:question|message)>\n([\s\S]*)\n<\/(?:question|message)>/.exec(human)?.[1] ?? '';
    const { assistant } = await opened(({ human }) => obey(human));
    const mixed = await opened(({ human }) => `${SHORT} ${obey(human)}`);
    const own = injections(ROOT).filter(({ origin }) => origin === 'own');
    const through: string[] = [];
    for (const { text } of own) {
      const wanted = { article: RETURNS, question: text, locale: detectLocale(text) ?? 'en', asker: 'talk' } as const;
      for (const each of [assistant, mixed.assistant]) {
        const said = await each.shorten(wanted);
        if (said !== null) through.push(text);
      }
    }
    expect(through).toEqual([]);
  });

  test('in a turn: the marker stands under the answer, and of a model that hangs nothing is seen', async () => {
    const storage = openTestStorage('sqlite::memory:');
    onTestFinished(() => storage.close());
    await migrate(storage, systemClock);
    const { helped } = await opened(() => SHORT);
    const slow = await opened(() => SHORT, 200);
    slow.peer.mood = 'never';
    const clock = createTestClock();
    const inbox = createInbox({ storage, clock, onAccepted: () => {} });
    const mind = await mindWith(() => answerWith('x'));
    const turnsWith = (knowledge: Knowledge) =>
      createTurn({ storage, channels: [], mind: { ...mind, knowledge }, clock, defaultLocale: 'en' });
    await inbox.accept([textFrom('ann', 'k1', 'How do I return an item?')]);
    await turnsWith(helped)('test/shop/ann', 1);
    await inbox.accept([textFrom('ann', 'k2', 'How do I return an item?', 1)]);
    await turnsWith(slow.helped)('test/shop/ann', 2);
    expect(slow.outcomes).toEqual(['shorten: timeout']);
    const rows = await storage.db.selectFrom('outbox').select('reply').orderBy('id').execute();
    const [short = '', whole = ''] = rows.map(({ reply }) => JSON.parse(reply).prompt as string);
    expect(short).toContain(`${SHORT}\n\n*Shortened by a machine`);
    expect(short).toContain('How do I return an item?');
    expect(whole).toContain(RETURNS);
    expect(whole).not.toMatch(/by a machine/);
  });
});
