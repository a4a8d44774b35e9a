import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WarmlineError } from '../../core/index.ts';
import { type EvaluationReport, runEvaluation } from '../evaluation/run-evaluation.ts';
import { exists } from '../library/find-files.ts';
import { openLibrary } from '../library/library.ts';
import type { Workshop } from '../workshop.ts';
import { indexEntryOfArticle } from './generation.ts';

/**
 * Measures the search of the chat on a set of questions. `kb` is a kb.jsonl, a folder with one in it, or a knowledge base
 * of articles; then the expected entries in `queries` are its entry ids. Throws NOT_FOUND when a file is missing.
 */
export async function evaluateBase(request: {
  kb: string;
  queries: string;
  maxWrong: number;
  workshop: Workshop;
}): Promise<EvaluationReport> {
  const { kb, queries, maxWrong, workshop } = request;
  for (const path of [kb, queries]) {
    if (!(await exists(path))) throw new WarmlineError('NOT_FOUND', `There is no ${path}.`);
  }
  if (!(await stat(kb)).isDirectory()) return runEvaluation({ kb, queries, maxWrong, makers: workshop });
  const listed = join(kb, 'kb.jsonl');
  if (await exists(listed)) return runEvaluation({ kb: listed, queries, maxWrong, makers: workshop });
  const library = await openLibrary({ directory: kb, parser: workshop.parser });
  try {
    const { entries, synonyms } = library.snapshot();
    const read = entries.map(indexEntryOfArticle);
    return await runEvaluation({ kb: read, queries, maxWrong, synonyms, makers: workshop });
  } finally {
    await library.close();
  }
}
