import { WarmlineError } from '../../core/index.ts';
import type { Embedder } from './embedder.ts';
import type { IndexEntry } from './entry.ts';
import { wordingsOf } from './wordings.ts';
import type { ModelVectors } from './worker-messages.ts';

/** Texts per call of the embedder: what hosted ones commonly take. */
const TEXTS_PER_CALL = 64;

/** Unit vectors of all phrasings of a base, one after the other in the order of their numbers. */
export async function embedPhrasings(entries: readonly IndexEntry[], embedder: Embedder): Promise<ModelVectors> {
  const texts = entries.flatMap(wordingsOf);
  let vectors = new Float32Array(0);
  let dimensions = 0;
  for (let start = 0; start < texts.length; start += TEXTS_PER_CALL) {
    const portion = await embedder.embed(texts.slice(start, start + TEXTS_PER_CALL));
    if (dimensions === 0) {
      dimensions = portion[0]?.length ?? 0;
      vectors = new Float32Array(texts.length * dimensions);
    }
    portion.forEach((vector, i) => {
      if (vector.length !== dimensions) {
        throw new WarmlineError(
          'INTERNAL',
          `${embedder.name} gave vectors of ${dimensions} and ${vector.length} numbers`,
        );
      }
      vectors.set(unit(vector), (start + i) * dimensions);
    });
  }
  return { vectors, dimensions };
}

/** The vector of a question, or null when the embedder fails: the search then goes on without it. */
export async function embedQuestion(text: string, embedder: Embedder): Promise<Float32Array | null> {
  try {
    return unit(await embedder.embedQuestion(text));
  } catch {
    return null;
  }
}

function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length > 0 ? vector.map((value) => value / length) : vector.slice();
}
