import { answerActs, customerActs } from './acts.ts';
import { foldText } from './fold.ts';
import type { MoodLanguage } from './language.ts';
import { pairsOf } from './overlap.ts';
import type { TalkTurn } from './talk.ts';

/**
 * One turn with what the judgement looks at, worked out when it is first asked for and then kept: every message of a
 * talk is judged against all that was said before it, so a turn that is kept is read once and not eighty times.
 */
export class ReadTurn implements TalkTurn {
  readonly role: TalkTurn['role'];
  readonly text: string;
  readonly #acts = new Map<MoodLanguage, string[]>();
  #folded: string | undefined;
  #length: number | undefined;
  #pairs: ReadonlySet<number> | undefined;

  constructor({ role, text }: TalkTurn) {
    this.role = role;
    this.text = text;
  }

  /** The form in which texts are compared. */
  get folded(): string {
    this.#folded ??= foldText(this.text);
    return this.#folded;
  }

  /** Characters of the folded text, not code units: a message of one emoji has length 1. */
  get length(): number {
    this.#length ??= [...this.folded].length;
    return this.#length;
  }

  get pairs(): ReadonlySet<number> {
    this.#pairs ??= pairsOf(this.folded);
    return this.#pairs;
  }

  /** What the turn does, told by its words. */
  acts(language: MoodLanguage): readonly string[] {
    const known = this.#acts.get(language);
    if (known) return known;
    const acts = this.role === 'user' ? customerActs(this.folded, language) : answerActs(this.folded, language);
    this.#acts.set(language, acts);
    return acts;
  }
}

/** The turn as it was read before, or read now. */
export function asRead(turn: TalkTurn): ReadTurn {
  return turn instanceof ReadTurn ? turn : new ReadTurn(turn);
}
