import { errorText } from '../../core/index.ts';
import { encodeKept, pruneKept, writeKept } from '../kept/kept-file.ts';
import { createLanguage } from './analyse.ts';
import { buildEngineData } from './engine-data.ts';
import type { IndexEntry } from './entry.ts';
import { createRememberingAnalyser } from './remembering-analyser.ts';
import type { BuildReply, BuildRequest } from './worker-messages.ts';

/** The process that builds indexes, one after the other, into files. It ends with the one that started it. */
const analyser = createRememberingAnalyser(createLanguage());
const entries: IndexEntry[] = [];
/** The newest index and those of other bases and customers that use the same folder. */
const MOST_FILES = 8;

process.on('message', async (request: BuildRequest) => {
  let reply: BuildReply;
  try {
    await handle(request);
    reply = { kind: 'done' };
  } catch (error) {
    reply = { kind: 'failed', message: errorText(error) };
  }
  process.send?.(reply);
});
// Ctrl-C goes to the whole group; the one that started this decides when it is over.
process.on('SIGINT', () => undefined);

async function handle(request: BuildRequest): Promise<void> {
  switch (request.kind) {
    case 'entries':
      entries.push(...request.entries);
      return;
    case 'build': {
      const { synonyms, model, file } = request;
      const data = buildEngineData(entries.splice(0), synonyms, analyser.next(synonyms), model);
      await writeKept(file, encodeKept(data));
      await pruneKept(file, MOST_FILES);
      return;
    }
    default:
      return request satisfies never;
  }
}
