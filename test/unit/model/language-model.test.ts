import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLanguageModel, openChatModel } from '../../../src/model/index.ts';
import { type ModelPeer, modelPeer } from '../../support/model-peer.ts';

describe('asking a model', () => {
  const PROMPT = [
    ['system', 'Be {mood}.'],
    ['human', '{text}'],
  ] as const;
  const values = { mood: 'kind', text: 'a {brace} and a "quote"' };

  function modelAt(peer: ModelPeer, timeoutMs = 30_000, mayAsk = async (_: string) => true) {
    return createLanguageModel({
      open: () => openChatModel({ provider: 'openai', url: peer.url, key: 'secret', name: 'small' }),
      timeoutMs,
      mayAsk,
    });
  }

  test('sends the filled prompt to the endpoint, and braces of a customer are no template', async () => {
    const peer = await modelPeer({ say: () => '  Hello.  ' });
    expect(await modelAt(peer).say(PROMPT, values, 'talk')).toEqual({ kind: 'said', text: 'Hello.' });
    expect(peer.chats).toEqual([
      { authorization: 'Bearer secret', model: 'small', system: 'Be kind.', human: values.text },
    ]);
  });

  test.each(['with 429', 'with 500', 'with rubbish', 'never'] as const)(
    'that answers %s is silence, and after three failures it is left alone',
    async (mood) => {
      const peer = await modelPeer();
      const model = modelAt(peer, mood === 'never' ? 200 : 30_000);
      await model.warm();
      peer.mood = mood;
      for (let time = 0; time < 3; time += 1) {
        const said = await model.say(PROMPT, values, 'talk');
        expect(said).toMatchObject({ kind: 'silent', why: mood === 'never' ? 'timeout' : 'failed' });
      }
      expect(await model.say(PROMPT, values, 'talk')).toMatchObject({ kind: 'silent', why: 'resting' });
      expect(peer.chats).toHaveLength(3);
    },
  );

  test('is done without where the budget is used up, where it cannot be opened, and where too many wait', async () => {
    const peer = await modelPeer();
    expect(await modelAt(peer, 30_000, async () => false).say(PROMPT, values, 'talk')).toMatchObject({
      why: 'over-budget',
    });
    const gone = createLanguageModel({
      open: () => openChatModel({ provider: 'nobody', url: peer.url, key: 'secret', name: 'small' }),
      timeoutMs: 30_000,
      mayAsk: async () => true,
    });
    await gone.warm();
    expect(await gone.say(PROMPT, values, 'talk')).toMatchObject({
      why: 'failed',
      detail: expect.stringMatching(/nobody/),
    });
    peer.mood = 'never';
    const model = modelAt(peer, 500);
    await model.warm();
    const all = await Promise.all(Array.from({ length: 12 }, () => model.say(PROMPT, values, 'talk')));
    expect(all.filter((said) => said.kind === 'silent' && said.why === 'busy')).toHaveLength(4);
  });

  test('is told to nobody else, whatever the environment says', async () => {
    const [peer, reporter] = [await modelPeer({ say: () => 'Hello.' }), await modelPeer()];
    const traced = {
      LANGSMITH_TRACING: 'true',
      LANGSMITH_ENDPOINT: reporter.url,
      LANGSMITH_API_KEY: 'k',
      LANGCHAIN_CALLBACKS_BACKGROUND: 'false',
    };
    for (const [name, value] of Object.entries(traced)) vi.stubEnv(name, value);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await modelAt(peer).say(PROMPT, values, 'talk');
    expect(peer.chats).toHaveLength(1);
    expect(reporter.requests).toEqual([]);
  });
});
