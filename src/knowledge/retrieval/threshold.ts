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

/**
 * The confidence from which an answer is given. `strangers` are the confidences that the base gave to its own
 * questions while their entries were hidden: so many of them may pass as keep the expected share of wrong answers
 * below `maxWrong`. A base of near-equal questions gets a higher threshold by this, a clear-cut one stays at the floor. A shop
 * with many siblings and few real strangers would be held back too far by them, so what is all but certain is answered.
 */
export function answerThreshold(maxWrong: number, strangers: readonly number[]): number {
  // A base of sections alone has nothing to ask itself: half the errors are aimed at where nothing can be checked.
  if (strangers.length === 0) return floorFor(maxWrong / 2);
  const floor = floorFor(maxWrong);
  if (strangers.length < LEAST_PROBES) return floor;
  const odds = maxWrong / Math.max(1e-9, 1 - maxWrong);
  const mayPass = Math.min(1, (odds * (1 - UNANSWERABLE) * ANSWERED) / UNANSWERABLE);
  const descending = [...strangers].sort((a, b) => b - a);
  const first = descending[Math.floor(mayPass * descending.length)] ?? 0;
  // From there on the calibrated chances themselves promise enough: spread evenly up to 1, their mean error is maxWrong.
  const enough = 1 - 2 * maxWrong;
  return Math.max(floor, Math.min(first, enough));
}

function floorFor(maxWrong: number): number {
  for (let i = 1; i < FLOORS.length; i += 1) {
    const [to, low] = FLOORS[i] ?? [1, 0];
    const [from, high] = FLOORS[i - 1] ?? [0, 1];
    if (maxWrong <= to) return high + ((low - high) * (maxWrong - from)) / (to - from);
  }
  return 0;
}
