import nodeNlp from 'node-nlp';
import { phrasingDocuments, rankEntries, type System } from '../system.ts';
import { createTokens } from '../tokens.ts';

/** Its neural classifier over tokens that are cut before, because its own cutter knows no Chinese words. */
export const system: System = {
  async build(entries) {
    const tokens = createTokens();
    const documents = phrasingDocuments(entries);
    const manager = new nodeNlp.NlpManager({
      languages: ['en'],
      forceNER: false,
      autoSave: false,
      nlu: { log: false, useNoneFeature: true },
    });
    for (const { entry, text } of documents) manager.addDocument('en', tokens(text).join(' '), entry.id);
    await manager.train();
    const byId = new Map(documents.map((document) => [document.entry.id as string, document]));
    return async (text) => {
      const { classifications } = await manager.process('en', tokens(text).join(' '));
      return rankEntries(
        (classifications as { intent: string; score: number }[]).flatMap(({ intent, score }) => {
          const document = byId.get(intent);
          return document ? [{ document, score }] : [];
        }),
      );
    };
  },
};
