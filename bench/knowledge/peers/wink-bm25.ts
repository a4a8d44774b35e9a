import bm25 from 'wink-bm25-text-search';
import { phrasingDocuments, rankEntries, type System } from '../system.ts';
import { createTokens } from '../tokens.ts';

export const system: System = {
  async build(entries) {
    const tokens = createTokens();
    const documents = phrasingDocuments(entries);
    const index = bm25();
    index.defineConfig({ fldWeights: { text: 1 } });
    index.definePrepTasks([tokens]);
    for (const [i, { text }] of documents.entries()) index.addDoc({ text }, i);
    index.consolidate();
    return async (text) =>
      rankEntries(
        (index.search(text, 100) as [string, number][]).flatMap(([id, score]) => {
          const document = documents[Number(id)];
          return document ? [{ document, score }] : [];
        }),
      );
  },
};
