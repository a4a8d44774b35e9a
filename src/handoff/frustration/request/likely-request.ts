import { sparesPersonEn } from '../rules/asks-for-person-en.ts';
import { sparesPersonZh } from '../rules/asks-for-person-zh.ts';
import { clausesOf } from '../rules/clauses.ts';
import { readWeights, type Weights } from '../weights.ts';
import { requestFeatures } from './request-features.ts';
import file from './request-weights.generated.json' with { type: 'json' };

/**
 * The clause of a folded text that most likely asks for a person, or null. It hears wordings that no rule knows; rules
 * know what it must not hear. Messages longer than a sentence or two are left to the rules.
 */
export function likelyRequest(folded: string, weights: Weights = SHIPPED): string | null {
  if (folded.length > (/\p{Script=Han}/u.test(folded) ? LONGEST_CHINESE : LONGEST)) return null;
  const said = folded.replace(CALLED_OUT, '');
  const clauses = clausesOf(said);
  const spared = clauses.filter((clause) => sparesPersonZh(clause) || sparesPersonEn(clause));
  if (spared.length === 0 && requestLikelihood(said, weights) > ENOUGH) return said;
  return clauses.find((clause) => !spared.includes(clause) && requestLikelihood(clause, weights) > ENOUGH) ?? null;
}

/** How likely one text asks for a person, 0 to 1. */
export function requestLikelihood(folded: string, weights: Weights = SHIPPED): number {
  const names = requestFeatures(folded);
  if (names === null) return 0;
  let logit = 0;
  for (const name of names) logit += weights.of(name);
  return 1 / (1 + Math.exp(-(weights.bias + logit / Math.sqrt(names.size))));
}

const SHIPPED = readWeights(file);
/** "客服，我的快递呢" calls out to whoever is there and then asks something. */
const CALLED_OUT = /^(?:你好|您好)?[,，。!！ ]*(?:客服|亲|小姐姐|店家|老板)[,，。!！: ]+(?:你好|您好)?(?=.{4})/u;
/** Letters of a message in which a single clause still speaks for the whole; longer ones tell a story. */
const LONGEST = 120;
const LONGEST_CHINESE = 50;
/** Chosen on held-out folds of the lists: above it, 96 of 100 that it hears do ask (docs/models/frustration.md). */
const ENOUGH = 0.5;
