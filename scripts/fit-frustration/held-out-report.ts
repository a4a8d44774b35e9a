import { auroc } from '../../src/handoff/frustration/auroc.ts';
import type { LabelledDialogue } from '../../src/handoff/frustration/dialogues.ts';
import type { TurnResult } from '../../src/handoff/frustration/evaluate.ts';
import { MOOD_LEVELS, rank } from '../../src/handoff/frustration/mood.ts';

/** AUROC and the quality of each level over turns that were scored by weights which had not seen them. */
export function reportOf(dialogues: readonly LabelledDialogue[], results: readonly TurnResult[]) {
  const labels = new Map<string, number>();
  for (const { id, turns } of dialogues) {
    for (const [turn, { label }] of turns.entries()) if (label !== undefined) labels.set(`${id}#${turn}`, label);
  }
  const rows = results.flatMap(({ dialogue, turn, score, level }) => {
    const label = labels.get(`${dialogue}#${turn}`);
    return label === undefined ? [] : [{ score, label, level }];
  });
  const displeased = rows.filter(({ label }) => label === 1).length;
  return {
    turns: rows.length,
    displeased,
    auroc: round(auroc(rows) ?? Number.NaN),
    levels: MOOD_LEVELS.slice(1).map((level) => {
      const reached = rows.filter((row) => rank(row.level) >= rank(level));
      const right = reached.filter(({ label }) => label === 1).length;
      return {
        level,
        share: round(reached.length / rows.length),
        precision: round(right / reached.length),
        recall: round(right / displeased),
      };
    }),
  };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
