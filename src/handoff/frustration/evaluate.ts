import { assess } from './assess.ts';
import { auroc } from './auroc.ts';
import type { LabelledDialogue } from './dialogues.ts';
import { CALM_MOOD, MOOD_LEVELS, type Mood, type MoodLevel, rank } from './mood.ts';
import { readTalk } from './read-talk.ts';
import type { Reason } from './reason.ts';
import { SHIPPED_WEIGHTS } from './shipped-weights.ts';
import type { Weights } from './weights.ts';

/** The decision on one customer turn; `turn` is its index among the dialogue's turns, 0 for a lone message. */
export interface TurnResult {
  dialogue: string;
  turn: number;
  score: number;
  level: MoodLevel;
  reasons: readonly Reason[];
}

/** Of the labelled turns at or above a level: how many, how many of these are displeased, how many displeased are found. */
export interface LevelQuality {
  level: MoodLevel;
  turns: number;
  precision: number | null;
  recall: number | null;
}

export interface FrustrationReport {
  dialogues: number;
  customerTurns: number;
  labelled: number;
  displeased: number;
  /** Over the labelled customer turns, by score; null when only one kind is there. */
  auroc: number | null;
  levels: LevelQuality[];
}

/** Walks each dialogue as the chat would: a turn sees what came before it and the mood carried so far, nothing else. */
export function evaluateFrustration(
  { dialogues }: { dialogues: readonly LabelledDialogue[] },
  weights: Weights = SHIPPED_WEIGHTS,
): { report: FrustrationReport; results: TurnResult[] } {
  const results: TurnResult[] = [];
  const labelled: { score: number; label: number; level: MoodLevel }[] = [];
  for (const dialogue of dialogues) {
    let mood: Mood = CALM_MOOD;
    for (const [turn, said] of dialogue.turns.entries()) {
      if (said.role !== 'user') continue;
      const locale = localeOf(dialogue.lang);
      const talk = { turns: dialogue.turns.slice(0, turn + 1), ...(locale ? { locale } : {}) };
      const decision = assess(readTalk(talk), mood, weights);
      mood = decision.mood;
      const { score, level, reasons } = decision;
      results.push({ dialogue: dialogue.id, turn, score, level, reasons });
      if (said.label !== undefined) labelled.push({ score, label: said.label, level });
    }
  }
  const displeased = labelled.filter(({ label }) => label === 1).length;
  return {
    results,
    report: {
      dialogues: dialogues.length,
      customerTurns: results.length,
      labelled: labelled.length,
      displeased,
      auroc: auroc(labelled),
      levels: MOOD_LEVELS.slice(1).map((level) => qualityOf(level, labelled, displeased)),
    },
  };
}

function qualityOf(
  level: MoodLevel,
  labelled: readonly { label: number; level: MoodLevel }[],
  displeased: number,
): LevelQuality {
  const reached = labelled.filter((row) => rank(row.level) >= rank(level));
  const right = reached.filter(({ label }) => label === 1).length;
  return {
    level,
    turns: reached.length,
    precision: reached.length === 0 ? null : right / reached.length,
    recall: displeased === 0 ? null : right / displeased,
  };
}

function localeOf(lang: string | undefined): 'zh-CN' | 'en' | undefined {
  if (lang === undefined) return undefined;
  return lang.toLowerCase().startsWith('zh') ? 'zh-CN' : lang.toLowerCase().startsWith('en') ? 'en' : undefined;
}
