import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EntryId } from '../../../../src/core/index.ts';
import { evaluate } from '../../../../src/knowledge/evaluation/evaluate.ts';
import { loadEvaluationSet } from '../../../../src/knowledge/evaluation/evaluation-set.ts';
import {
  areaUnderRoc,
  coverageAtRisk,
  meanReciprocalRank,
  type Outcome,
  percentile,
  recallAt,
} from '../../../../src/knowledge/evaluation/metrics.ts';
import { formatEvaluation, resultLines } from '../../../../src/knowledge/evaluation/report-text.ts';
import { runEvaluation } from '../../../../src/knowledge/evaluation/run-evaluation.ts';
import { workshop } from '../../../support/workshop.ts';

const outcome = (confidence: number, rank: number | null, answerable = true): Outcome => ({
  decision: 'answer',
  confidence,
  rank,
  answerable,
});

describe('metrics', () => {
  test('recall and reciprocal rank count answerable questions only', () => {
    const outcomes = [outcome(1, 1), outcome(1, 2), outcome(1, null), outcome(1, null, false)];
    expect(recallAt(1, outcomes)).toBeCloseTo(1 / 3);
    expect(recallAt(3, outcomes)).toBeCloseTo(2 / 3);
    expect(meanReciprocalRank(outcomes)).toBeCloseTo(0.5);
  });

  test('the area under the curve is 1 for a perfect order, a half for ties, null without unanswerable ones', () => {
    expect(areaUnderRoc([outcome(0.9, 1), outcome(0.1, null, false)])).toBe(1);
    expect(areaUnderRoc([outcome(0.5, 1), outcome(0.5, null, false)])).toBe(0.5);
    expect(areaUnderRoc([outcome(0.5, 1)])).toBeNull();
  });

  test('coverage at a risk takes the most confident answers, equals together', () => {
    const outcomes = [outcome(0.9, 1), outcome(0.8, 1), outcome(0.7, null, false), outcome(0.6, 1)];
    expect(coverageAtRisk(0, outcomes)).toBe(0.5);
    expect(coverageAtRisk(0.25, outcomes)).toBe(1);
    expect(coverageAtRisk(0, [outcome(0.9, 1), outcome(0.9, 2)])).toBe(0);
  });

  test('a percentile is one of the values', () => {
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile([3, 1, 2], 0.99)).toBe(3);
  });
});

describe('an evaluation', () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'warmline-evaluation-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('takes entries with empty answers or questions and runs the retriever over them', {
    timeout: 60_000,
  }, async () => {
    await writeFile(
      path('kb.jsonl'),
      [
        { id: 'a', question: '怎么退货', alternatives: ['退货流程'], answer: '' },
        { id: 'b', question: '', alternatives: [], answer: '发票在订单页下载。', extra: 1 },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    await writeFile(
      path('queries.jsonl'),
      '{"id":"1","text":"如何退货","gold":["a"]}\n\n{"id":"2","text":"发票下载","gold":["b"]}\n',
    );
    const report = await runEvaluation({
      kb: path('kb.jsonl'),
      queries: path('queries.jsonl'),
      maxWrong: 0.05,
      makers: workshop,
    });
    expect(report).toMatchObject({ entries: 2, phrasings: 2, quality: { questions: 2, recallAt1: 1, auroc: null } });
    expect(
      resultLines(report.results)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).ranked[0]),
    ).toEqual(['a', 'b']);
    expect(formatEvaluation(report)).toContain('recall@1      1.000');
  });

  test.each([
    ['{"id":"1","text":"x"}', /queries\.jsonl:2: gold: /],
    ['{"id":"1",', /queries\.jsonl:2: expected one JSON object/],
    ['{"id":"","text":"x","gold":[]}', /queries\.jsonl:2: id: /],
  ])('names file and line of %s', async (line, message) => {
    await writeFile(path('kb.jsonl'), '{"id":"a","question":"q"}\n');
    await writeFile(path('queries.jsonl'), `{"id":"0","text":"x","gold":[]}\n${line}\n`);
    await expect(loadEvaluationSet({ kb: path('kb.jsonl'), queries: path('queries.jsonl') })).rejects.toThrow(message);
  });

  test('says which file is missing', async () => {
    await expect(loadEvaluationSet({ kb: path('no.jsonl'), queries: path('no.jsonl') })).rejects.toMatchObject({
      code: 'KNOWLEDGE_INVALID',
      message: expect.stringContaining('no.jsonl cannot be read'),
    });
  });

  test('counts an answer to an unanswerable question as wrong', async () => {
    const a = EntryId.parse('a');
    const { quality } = await evaluate(
      async (text) => ({
        decision: text === 'unsure' ? 'clarify' : 'answer',
        ranked: [{ id: a, score: 1 }],
        confidence: 0.9,
      }),
      [
        { id: '1', text: 'right', gold: [a] },
        { id: '2', text: 'foreign', gold: [] },
        { id: '3', text: 'unsure', gold: [a] },
      ],
    );
    expect(quality).toMatchObject({ wrong: 0.5 });
    expect(quality.answered).toBeCloseTo(2 / 3);
    expect(quality.clarified).toBeCloseTo(1 / 3);
  });
});
