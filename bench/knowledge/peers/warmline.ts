import { buildRetriever } from '../../../src/knowledge/retrieval/retriever.ts';
import type { System } from '../system.ts';

/** The retriever of the chat, at the shipped setting. */
export const system: System = {
  async build(entries) {
    const retriever = await buildRetriever(entries, { maxWrong: 0.05 });
    return (text) => retriever.search(text);
  },
};
