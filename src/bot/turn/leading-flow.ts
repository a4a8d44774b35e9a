import type { FlowLibrary } from '../../flows/index.ts';
import type { Answer } from '../../knowledge/index.ts';

/** Below this an ask-back is a guess. See docs/adr/0047-a-leading-flow-starts.md for the figures. */
const LEAST_CONFIDENCE = 0.5;

/**
 * The flow that stands first in an ask-back, when it is sure enough to be begun instead of offered: a flow begins with
 * a question, so being wrong costs one reply, while an answer that is wrong misleads.
 */
export function leadingFlow(library: Pick<FlowLibrary, 'denies'>, answer: Answer, text: string): string | null {
  if (answer.kind !== 'clarify' || answer.confidence < LEAST_CONFIDENCE) return null;
  const route = answer.nearest[0]?.route;
  return route === undefined || library.denies(route, text) ? null : route;
}
