import type { IndexEntry } from '../retrieval/entry.ts';
import { type IndexMakers, openIndexes } from '../retrieval/indexes.ts';
import { buildRetriever } from '../retrieval/retriever.ts';
import { evaluate, type QualityReport, type QueryResult } from './evaluate.ts';
import { loadEntries, loadQueries } from './evaluation-set.ts';

export interface EvaluationRequest {
  /** A kb.jsonl, or entries that were read elsewhere (the articles of a folder). */
  kb: string | readonly IndexEntry[];
  /** A queries.jsonl. */
  queries: string;
  maxWrong: number;
  synonyms?: readonly (readonly string[])[];
  makers: IndexMakers;
}

export interface EvaluationReport {
  entries: number;
  phrasings: number;
  quality: QualityReport;
  /** From the entries in memory to the first question answered. */
  buildMs: number;
  /** Highest resident size of the whole process so far. */
  peakMemoryMb: number;
  results: QueryResult[];
}

/** A chat gets warm in its spare time; what is measured is a chat that runs, not one that has just started. */
const AS_IN_A_RUNNING_CHAT = { built: 600, loaded: 600 };

/** Builds the retriever that the chat uses over the entries and asks it every question of the file. */
export async function runEvaluation(request: EvaluationRequest): Promise<EvaluationReport> {
  const entries = typeof request.kb === 'string' ? await loadEntries(request.kb) : request.kb;
  const queries = await loadQueries(request.queries);
  const indexes = openIndexes(null, request.makers, AS_IN_A_RUNNING_CHAT);
  const start = performance.now();
  const retriever = await buildRetriever(entries, {
    maxWrong: request.maxWrong,
    indexes,
    ...(request.synonyms ? { synonyms: request.synonyms } : {}),
  });
  const buildMs = performance.now() - start;
  try {
    const { quality, results } = await evaluate((text) => retriever.search(text), queries);
    return {
      entries: entries.length,
      phrasings: entries.reduce((sum, { question, alternatives }) => sum + (question ? 1 : 0) + alternatives.length, 0),
      quality,
      buildMs,
      peakMemoryMb: process.resourceUsage().maxRSS / 1024,
      results,
    };
  } finally {
    await retriever.close();
  }
}
