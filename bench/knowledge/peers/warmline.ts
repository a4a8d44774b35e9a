import { openWorkshop } from '../../../src/knowledge/index.ts';
import { openIndexes } from '../../../src/knowledge/retrieval/indexes.ts';
import { buildRetriever } from '../../../src/knowledge/retrieval/retriever.ts';
import { systemClock } from '../../../src/system.ts';
import type { System } from '../system.ts';

/** The retriever of the chat, at the shipped setting. */
export const system: System = {
  async build(entries) {
    const retriever = await buildRetriever(entries, {
      maxWrong: 0.05,
      indexes: openIndexes(null, openWorkshop(systemClock)),
    });
    return (text) => retriever.search(text);
  },
};
