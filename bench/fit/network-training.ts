import type { NetworkWeights } from '../../src/knowledge/retrieval/small-network.ts';

/** One question: the features of its candidates and which is right. `target` -1 is "none of them" (score 0). */
export interface Example {
  features: Float32Array[];
  target: number;
  weight: number;
}

export interface TrainingSettings {
  hidden: number;
  epochs: number;
  decay: number;
  rate: number;
  seed: number;
  /** Adds an option of score 0 beside the candidates; with one candidate this is logistic regression. */
  withNone: boolean;
  /** Where the straight weights start and what they decay towards: a mixture that is sane without any fit. */
  prior?: Float64Array;
}

const BATCH = 32;

/** Fits the network so that the softmax over the candidates gives the right one (Adam, cosine-decayed rate). */
export function trainNetwork(examples: readonly Example[], settings: TrainingSettings): NetworkWeights {
  const inputs = examples[0]?.features[0]?.length ?? 0;
  const { hidden, epochs, decay, rate, withNone } = settings;
  const random = sequence(settings.seed);
  const biasAt = hidden * inputs;
  const outAt = biasAt + hidden;
  const straightAt = outAt + hidden;
  const size = straightAt + inputs + 1;
  const p = new Float64Array(size);
  for (let i = 0; i < biasAt; i += 1) p[i] = (random() * 2 - 1) * Math.sqrt(1 / inputs);
  for (let i = outAt; i < straightAt; i += 1) p[i] = (random() * 2 - 1) * 0.3;
  const anchor = new Float64Array(size);
  if (settings.prior) anchor.set(settings.prior, straightAt);
  for (let i = straightAt; i < straightAt + inputs; i += 1) p[i] = anchor[i] as number;
  const gradient = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  const order = examples.map((_, i) => i);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    const now = rate * (0.5 + 0.5 * Math.cos((Math.PI * epoch) / epochs));
    for (let start = 0; start < order.length; start += BATCH) {
      gradient.fill(0);
      for (const index of order.slice(start, start + BATCH)) addGradient(examples[index] as Example);
      step += 1;
      for (let i = 0; i < size; i += 1) {
        const g = (gradient[i] as number) / BATCH + decay * ((p[i] as number) - (anchor[i] as number));
        first[i] = 0.9 * (first[i] as number) + 0.1 * g;
        second[i] = 0.999 * (second[i] as number) + 0.001 * g * g;
        const a = (first[i] as number) / (1 - 0.9 ** step);
        const b = Math.sqrt((second[i] as number) / (1 - 0.999 ** step)) + 1e-8;
        p[i] = (p[i] as number) - (now * a) / b;
      }
    }
  }
  return { inputs, hidden, values: Array.from(p, (value) => Number(value.toPrecision(5))) };

  function addGradient({ features, target, weight }: Example): void {
    const scores = new Float64Array(features.length);
    const activations = features.map((x, c) => {
      const h = new Float64Array(hidden);
      let score = p[straightAt + inputs] as number;
      for (let u = 0; u < hidden; u += 1) {
        let sum = p[biasAt + u] as number;
        const row = u * inputs;
        for (let i = 0; i < inputs; i += 1) sum += (p[row + i] as number) * (x[i] as number);
        h[u] = Math.tanh(sum);
        score += (h[u] as number) * (p[outAt + u] as number);
      }
      for (let i = 0; i < inputs; i += 1) score += (p[straightAt + i] as number) * (x[i] as number);
      scores[c] = score;
      return h;
    });
    const highest = Math.max(withNone ? 0 : Number.NEGATIVE_INFINITY, ...scores);
    let total = withNone ? Math.exp(-highest) : 0;
    for (const score of scores) total += Math.exp(score - highest);
    features.forEach((x, c) => {
      const d = weight * (Math.exp((scores[c] as number) - highest) / total - (c === target ? 1 : 0));
      if (Math.abs(d) < 1e-5) return;
      const h = activations[c] as Float64Array;
      for (let u = 0; u < hidden; u += 1) {
        const activation = h[u] as number;
        gradient[outAt + u] = (gradient[outAt + u] as number) + d * activation;
        const dh = d * (p[outAt + u] as number) * (1 - activation * activation);
        gradient[biasAt + u] = (gradient[biasAt + u] as number) + dh;
        const row = u * inputs;
        for (let i = 0; i < inputs; i += 1) gradient[row + i] = (gradient[row + i] as number) + dh * (x[i] as number);
      }
      for (let i = 0; i < inputs; i += 1) {
        gradient[straightAt + i] = (gradient[straightAt + i] as number) + d * (x[i] as number);
      }
      gradient[straightAt + inputs] = (gradient[straightAt + inputs] as number) + d;
    });
  }
}

/** A seeded linear congruence, so that a fit can be repeated to the digit. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export function shuffle<T>(items: T[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
}
