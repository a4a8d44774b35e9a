import natural from 'natural';
import { phrasingDocuments, rankEntries, type System } from '../system.ts';
import { createTokens } from '../tokens.ts';

/** Its Bayes classifier where entries have several phrasings, else its TF-IDF: each is the better one there. */
export const system: System = {
  async build(entries) {
    const tokens = createTokens();
    const documents = phrasingDocuments(entries);
    return documents.length >= entries.length * 1.5 ? byBayes() : byTfIdf();

    function byBayes() {
      const classifier = new natural.BayesClassifier();
      for (const { entry, text } of documents) classifier.addDocument(tokens(text), entry.id);
      classifier.train();
      return async (text: string) => {
        const asked = tokens(text);
        if (asked.length === 0) return rankEntries([]);
        const chances = classifier.getClassifications(asked as never).slice(0, 100);
        const total = chances.reduce((sum, { value }) => sum + value, 0) || 1;
        const ranked = chances.slice(0, 10).map(({ label, value }) => ({
          id: label as (typeof entries)[number]['id'],
          score: value / total,
        }));
        return { decision: 'none' as const, ranked, confidence: ranked[0]?.score ?? 0 };
      };
    }

    function byTfIdf() {
      const index = new natural.TfIdf();
      const lengths = documents.map(({ text }) => {
        const words = tokens(text);
        index.addDocument(words);
        return Math.sqrt(words.length) || 1;
      });
      return async (text: string) => {
        const hits: { document: (typeof documents)[number]; score: number }[] = [];
        index.tfidfs(tokens(text), (i, measure) => {
          const document = documents[i];
          if (document && measure > 0) hits.push({ document, score: measure / (lengths[i] ?? 1) });
        });
        return rankEntries(hits);
      };
    }
  },
};
