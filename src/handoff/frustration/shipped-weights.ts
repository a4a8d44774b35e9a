import file from './weights.generated.json' with { type: 'json' };
import { readWeights, type Weights } from './weights.ts';

/** The weights that scripts/fit-frustration made. What they were fitted on: docs/models/frustration.md. */
export const SHIPPED_WEIGHTS: Weights = readWeights(file);
