import { create, insertMultiple, search } from '@orama/orama';
import { phrasingDocuments, rankEntries, type System } from '../system.ts';
import { createTokens } from '../tokens.ts';

export const system: System = {
  async build(entries) {
    const tokens = createTokens();
    const documents = phrasingDocuments(entries);
    const base = create({
      schema: { text: 'string' } as const,
      components: {
        tokenizer: {
          language: 'english',
          normalizationCache: new Map(),
          tokenize: (text: string) => [...new Set(tokens(text))],
        },
      },
    });
    await insertMultiple(
      base,
      documents.map(({ text }, i) => ({ id: String(i), text })),
      500,
    );
    return async (text) => {
      const { hits } = await search(base, { term: text, limit: 100, threshold: 1, exact: false });
      return rankEntries(
        hits.flatMap(({ id, score }) => {
          const document = documents[Number(id)];
          return document ? [{ document, score }] : [];
        }),
      );
    };
  },
};
