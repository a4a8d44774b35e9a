import * as z from 'zod';
import { WarmlineError } from '../../core/index.ts';

const LabelledTurn = z.object({
  role: z.enum(['user', 'agent']),
  text: z.string(),
  /** 1 = displeased. Absent where nobody judged the turn. */
  label: z.union([z.literal(0), z.literal(1)]).optional(),
  /** What each judge gave, 1 (very dissatisfied) to 5. */
  ratings: z.array(z.number()).min(1).optional(),
  /** A judgement in three steps: 0 dissatisfied, 1 neutral, 2 satisfied. */
  sat3: z.number().optional(),
});

const shared = { id: z.string().min(1), lang: z.string().optional(), source: z.string().optional() };

/** One line of a dialogue file: a dialogue, or a lone message, which is a dialogue of one turn. */
const Line = z.union([
  z.object({ ...shared, turns: z.array(LabelledTurn) }),
  z.object({ ...shared, text: z.string(), label: LabelledTurn.shape.label }).transform(({ text, label, ...rest }) => ({
    ...rest,
    turns: [{ role: 'user' as const, text, ...(label === undefined ? {} : { label }) }],
  })),
]);

/** A talk with judgements on some of the customer's turns. */
export type LabelledDialogue = z.output<typeof Line>;

/** Reads JSON lines. Throws WarmlineError USAGE that names the line and what was expected there. */
export function parseDialogues(jsonLines: string, fileName: string): LabelledDialogue[] {
  const dialogues: LabelledDialogue[] = [];
  for (const [at, line] of jsonLines.split(/\r?\n/).entries()) {
    if (line.trim() !== '') dialogues.push(parseLine(line, `${fileName}:${at + 1}`));
  }
  return dialogues;
}

function parseLine(line: string, place: string): LabelledDialogue {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new WarmlineError('USAGE', `${place}: not JSON. Each line is one dialogue as a JSON object.`, { cause });
  }
  const parsed = Line.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new WarmlineError(
    'USAGE',
    `${place}: expected {"id", "lang", "turns": [{"role": "user" | "agent", "text", "label"?: 0 | 1}]} or {"id", "lang", "text", "label"?}.`,
    { cause: parsed.error },
  );
}
