import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { errorText, type Locale } from '../../core/index.ts';
import { readKept } from '../kept/kept-file.ts';
import { type Analyse, createAnalyser, createLanguage } from './analyse.ts';
import { type Engine, openEngine } from './engine.ts';
import type { EngineData } from './engine-data.ts';
import { patchEngineData } from './patch-engine-data.ts';
import { createWarmUp } from './warm-up.ts';
import type { SearchReply, SearchRequest } from './worker-messages.ts';

/** The thread that searches: it opens indexes that were built elsewhere and answers one question after another. */
const port = parentPort;
const language = createLanguage();
const opened = new Map<number, Opened>();
const warm = createWarmUp();
/** Taking a text apart loads what its language needs. */
const SOME_TEXT: Readonly<Record<Locale, string>> = { 'zh-CN': '你好', en: 'hello' };

interface Opened {
  engine: Engine;
  data: EngineData;
  maxWrong: number;
  analyse: Analyse;
}

port?.on('message', async ({ number, request }: { number: number; request: SearchRequest }) => {
  let reply: SearchReply;
  try {
    // Without a wait where none is needed: questions are answered in the order in which they came.
    const handled = handle(request);
    reply = handled instanceof Promise ? await handled : handled;
  } catch (error) {
    reply = { kind: 'failed', message: errorText(error) };
  }
  port.postMessage({ number, reply });
});

function handle(request: SearchRequest): SearchReply | Promise<SearchReply> {
  switch (request.kind) {
    case 'prepare':
      createAnalyser(language)(SOME_TEXT[request.locale]);
      return { kind: 'done' };
    case 'open':
      return open(request);
    case 'patch':
      return patch(request);
    case 'search': {
      const index = opened.get(request.index);
      if (!index) return { kind: 'failed', message: 'A search came before the index was open' };
      return { kind: 'found', retrieval: index.engine.search(request.text, request.locale, request.vector) };
    }
    case 'drop':
      opened.delete(request.index);
      return { kind: 'done' };
    default:
      return request satisfies never;
  }
}

async function open({ index, file, maxWrong, warmUp }: Extract<SearchRequest, { kind: 'open' }>): Promise<SearchReply> {
  const data = await readKept<EngineData>(file);
  if (data === null) return { kind: 'missing' };
  const analyse = createAnalyser(language, data.synonyms);
  const engine = openEngine(data, maxWrong, analyse);
  opened.set(index, { engine, data, maxWrong, analyse });
  for (let i = 0; i < warmUp && warm(engine, data.samples); i += 1);
  void warmInSpareTime(index);
  return { kind: 'done' };
}

/** Questions that come meanwhile go first. */
async function warmInSpareTime(index: number): Promise<void> {
  for (;;) {
    await setImmediate();
    const now = opened.get(index);
    if (now === undefined || !warm(now.engine, now.data.samples)) return;
  }
}

function patch({ index, of, patch }: Extract<SearchRequest, { kind: 'patch' }>): SearchReply {
  const before = opened.get(of);
  const data = before === undefined ? null : patchEngineData(before.data, patch, before.analyse);
  if (before === undefined || data === null) return { kind: 'missing' };
  opened.set(index, { ...before, data, engine: openEngine(data, before.maxWrong, before.analyse) });
  return { kind: 'done' };
}
