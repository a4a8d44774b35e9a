import { parentPort } from 'node:worker_threads';
import { errorText } from '../../core/index.ts';
import { readKept } from '../kept/kept-file.ts';
import { createAnalyser, createLanguage } from './analyse.ts';
import { type Engine, openEngine } from './engine.ts';
import type { EngineData } from './engine-data.ts';
import type { SearchReply, SearchRequest } from './worker-messages.ts';

/** The thread that searches: it opens indexes that were built elsewhere and answers one question after another. */
const port = parentPort;
const language = createLanguage();
const engines = new Map<number, Engine>();
let isWarm = false;

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
    case 'open':
      return open(request);
    case 'search': {
      const engine = engines.get(request.index);
      if (!engine) return { kind: 'failed', message: 'A search came before the index was open' };
      return { kind: 'found', retrieval: engine.search(request.text, request.locale, request.vector) };
    }
    case 'drop':
      engines.delete(request.index);
      return { kind: 'done' };
    default:
      return request satisfies never;
  }
}

async function open({ index, file, maxWrong, warmUp }: Extract<SearchRequest, { kind: 'open' }>): Promise<SearchReply> {
  const data = await readKept<EngineData>(file);
  if (data === null) return { kind: 'missing' };
  const engine = openEngine(data, maxWrong, createAnalyser(language, data.synonyms));
  for (let i = 0; i < warmUp && !isWarm; i += 1) {
    const sample = data.samples[i % data.samples.length];
    if (sample !== undefined) engine.search(sample, null);
  }
  isWarm = true;
  engines.set(index, engine);
  return { kind: 'done' };
}
