/**
 * What is assumed of the questions to come: one in four has no answer in the base, and three in five of the others are asked
 * clearly enough to be answered. Public sets have 0 to 53 % unanswerable ones, 23 % on the mean.
 */
const UNANSWERABLE = 0.25;
const ANSWERED = 0.6;

/**
 * The least confidence at which any base answers, by the operator's accepted share of wrong answers: where the mean
 * over the public sets, each judged by weights fitted without its family, keeps to that share.
 */
const FLOORS: readonly (readonly [maxWrong: number, floor: number])[] = [
  [0, 1],
  [0.01, 0.9],
  [0.02, 0.8],
  [0.05, 0.68],
  [0.1, 0.54],
  [0.2, 0.42],
  [1, 0],
];

/** Fewer probes say too little about a base; the floor alone then decides. */
const LEAST_PROBES = 20;

/** What a base answered when it was asked its own phrasings. */
export interface SelfTest {
  /** The confidences of first entries while the right one was hidden: all of them are wrong. */
  strangers: readonly number[];
  /** The confidences of first entries while only the phrasing was hidden; empty where entries have one phrasing. */
  own: readonly { confidence: number; isRight: boolean }[];
}

/**
 * The confidence from which an answer is given: never below the floor, where few strangers pass, and where the base
 * answers its own phrasings as well as was asked for. A base of near-equal questions gets a higher threshold by this, a
 * clear-cut one stays at the floor.
 */
export function answerThreshold(maxWrong: number, { strangers, own }: SelfTest): number {
  // A base of sections alone has nothing to ask itself: half the errors are aimed at where nothing can be checked.
  if (strangers.length === 0) return floorFor(maxWrong / 2);
  const floor = floorFor(maxWrong);
  return Math.max(floor, amongStrangers(maxWrong, strangers), amongOwn(maxWrong, own, floor));
}

/**
 * So many strangers may pass as keep the expected share of wrong answers below `maxWrong`. A shop with many siblings and
 * few real strangers would be held back too far by them, so what is by itself certain enough is answered.
 */
function amongStrangers(maxWrong: number, strangers: readonly number[]): number {
  if (strangers.length < LEAST_PROBES) return 0;
  const odds = maxWrong / Math.max(1e-9, 1 - maxWrong);
  const mayPass = Math.min(1, (odds * (1 - UNANSWERABLE) * ANSWERED) / UNANSWERABLE);
  const descending = [...strangers].sort((a, b) => b - a);
  const first = descending[Math.floor(mayPass * descending.length)] ?? 0;
  return Math.min(first, 1 - maxWrong);
}

/**
 * The least confidence, from the floor on, at which at most `maxWrong` of its own phrasings would be answered wrongly.
 * The probes are asked without the rules for identifiers: what is by itself certain enough is answered here, too.
 */
function amongOwn(maxWrong: number, own: SelfTest['own'], floor: number): number {
  if (own.length < LEAST_PROBES) return 0;
  const descending = own.filter(({ confidence }) => confidence >= floor).sort((a, b) => b.confidence - a.confidence);
  let wrong = 0;
  let threshold = 1 - maxWrong;
  descending.forEach(({ confidence, isRight }, i) => {
    if (!isRight) wrong += 1;
    if (wrong <= maxWrong * (i + 1) && descending[i + 1]?.confidence !== confidence) threshold = confidence;
  });
  return descending.length === 0 ? 0 : Math.min(threshold, 1 - maxWrong);
}

function floorFor(maxWrong: number): number {
  for (let i = 1; i < FLOORS.length; i += 1) {
    const [to, low] = FLOORS[i] ?? [1, 0];
    const [from, high] = FLOORS[i - 1] ?? [0, 1];
    if (maxWrong <= to) return high + ((low - high) * (maxWrong - from)) / (to - from);
  }
  return 0;
}
