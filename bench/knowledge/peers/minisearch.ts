import MiniSearch from 'minisearch';
import { phrasingDocuments, rankEntries, type System } from '../system.ts';
import { createTokens } from '../tokens.ts';

export const system: System = {
  async build(entries) {
    const tokenize = createTokens();
    const documents = phrasingDocuments(entries);
    const index = new MiniSearch<{ id: number; text: string }>({
      fields: ['text'],
      tokenize,
      processTerm: (term) => term,
      searchOptions: { combineWith: 'OR', fuzzy: (term) => (/^[a-z]{5,}$/.test(term) ? 0.2 : false) },
    });
    index.addAll(documents.map(({ text }, id) => ({ id, text })));
    return async (text) =>
      rankEntries(
        index.search(text).flatMap(({ id, score }) => {
          const document = documents[id as number];
          return document ? [{ document, score }] : [];
        }),
      );
  },
};
