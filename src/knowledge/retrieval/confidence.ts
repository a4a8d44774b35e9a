import { confidenceFeatures, type SelfKnowledge } from './confidence-features.ts';
import type { BaseShape, Ranked } from './ranking.ts';
import type { Evidence } from './signals.ts';
import { createNetwork, type NetworkWeights } from './small-network.ts';

/** The fitted part, shipped as confidence-weights.generated.json with a card that says what it was fitted on. */
export interface ConfidenceWeights {
  /** Whether the first is right; averaged, then calibrated as sigmoid(scale·x + shift). */
  first: { members: readonly NetworkWeights[]; scale: number; shift: number };
  /** Whether one of the first three is right. */
  three: { members: readonly NetworkWeights[]; scale: number; shift: number };
}

export interface Judgement {
  /** Calibrated chance that the first is right. */
  first: number;
  /** Calibrated chance that one of the first three is right. */
  three: number;
}

export type Judge = (evidence: Evidence, ranked: readonly Ranked[]) => Judgement;

export function createJudge(shape: BaseShape, self: SelfKnowledge, weights: ConfidenceWeights): Judge {
  const first = createNetwork(weights.first.members);
  const three = createNetwork(weights.three.members);
  return (evidence, ranked) => {
    if (ranked.length === 0) return { first: 0, three: 0 };
    const features = confidenceFeatures(evidence, ranked, shape, self);
    const chance = sigmoid(weights.first.scale * first(features) + weights.first.shift);
    return {
      first: chance,
      three: Math.max(chance, sigmoid(weights.three.scale * three(features) + weights.three.shift)),
    };
  };
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
