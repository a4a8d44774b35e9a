import type { QueryResult } from './evaluate.ts';
import type { EvaluationReport } from './run-evaluation.ts';

/** The report for a terminal, one figure per line. */
export function formatEvaluation(report: EvaluationReport): string {
  const { quality } = report;
  const lines: [string, string][] = [
    ['entries', `${report.entries} with ${report.phrasings} phrasings`],
    ['questions', `${quality.questions}, ${quality.answerable} of them answerable`],
    ['recall@1', share(quality.recallAt1)],
    ['recall@3', share(quality.recallAt3)],
    ['MRR@10', share(quality.mrrAt10)],
    ['AUROC', quality.auroc === null ? '– (no unanswerable questions)' : share(quality.auroc)],
    [
      'could answer',
      `${percent(quality.coverageAtRisk[2])} at 2 % wrong, ${percent(quality.coverageAtRisk[5])} at 5 %, ${percent(quality.coverageAtRisk[10])} at 10 %`,
    ],
    ['answered', `${percent(quality.answered)} of all, ${percent(quality.wrong)} of these wrong`],
    ['clarified', percent(quality.clarified)],
    ['none', percent(quality.none)],
    ['build', `${Math.round(report.buildMs)} ms`],
    ['query', `p50 ${quality.queryMs.p50.toFixed(2)} ms, p99 ${quality.queryMs.p99.toFixed(2)} ms`],
    ['peak memory', `${Math.round(report.peakMemoryMb)} MB`],
  ];
  return lines.map(([name, value]) => `${name.padEnd(13)} ${value}`).join('\n');
}

/** The lines of `--out`: one JSON object per question. */
export function resultLines(results: readonly QueryResult[]): string {
  return results.map((result) => `${JSON.stringify(result)}\n`).join('');
}

function share(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(3);
}

function percent(value: number): string {
  return Number.isNaN(value) ? '–' : `${(value * 100).toFixed(1)} %`;
}
