import { parentPort } from 'node:worker_threads';
import { errorText } from '../../core/index.ts';
import { createEngine, type Engine } from './engine.ts';
import type { IndexEntry } from './entry.ts';
import type { WorkerReply, WorkerRequest } from './worker-messages.ts';

/** The thread of one retriever: collects entries, builds the engine once, then answers one request after another. */
const port = parentPort;
const entries: IndexEntry[] = [];
let engine: Engine | null = null;

port?.on('message', ({ number, request }: { number: number; request: WorkerRequest }) => {
  let reply: WorkerReply;
  try {
    reply = handle(request);
  } catch (error) {
    reply = { kind: 'failed', message: errorText(error) };
  }
  port.postMessage({ number, reply });
});

function handle(request: WorkerRequest): WorkerReply {
  switch (request.kind) {
    case 'entries':
      entries.push(...request.entries);
      return { kind: 'taken' };
    case 'build':
      engine = createEngine(entries.splice(0), request.settings, request.model);
      return { kind: 'built' };
    case 'search':
      if (!engine) return { kind: 'failed', message: 'A search came before the index was built' };
      return { kind: 'found', retrieval: engine.search(request.text, request.locale, request.vector) };
    default:
      return request satisfies never;
  }
}
