import FlexSearch from 'flexsearch';
import { phrasingDocuments, rankEntries, type System } from '../system.ts';
import { createTokens } from '../tokens.ts';

/** FlexSearch gives an order without scores: the share of the question's tokens in a document stands in for one. */
export const system: System = {
  async build(entries) {
    const tokens = createTokens();
    const documents = phrasingDocuments(entries);
    const known = documents.map(({ text }) => new Set(tokens(text)));
    const index = new FlexSearch.Index({ encode: tokens, tokenize: 'strict', resolution: 9 });
    for (const [i, { text }] of documents.entries()) index.add(i, text);
    return async (text) => {
      const asked = new Set(tokens(text));
      const found = index.search(text, { limit: 100, suggest: true }) as number[];
      return rankEntries(
        found.flatMap((i, place) => {
          const document = documents[i];
          const share = [...asked].filter((token) => known[i]?.has(token)).length / (asked.size || 1);
          return document ? [{ document, score: place === 0 ? 1 + share : share - place / 1000 }] : [];
        }),
      );
    };
  },
};
