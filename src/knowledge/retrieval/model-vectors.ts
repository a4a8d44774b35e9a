import type { Embedder } from './embedder.ts';
import type { IndexEntry } from './entry.ts';
import { wordingsOf } from './wordings.ts';

/** Texts per call of the embedder: what hosted ones commonly take. */
const TEXTS_PER_CALL = 64;

/** Unit vectors of all phrasings of a base, one after the other in the order of their numbers. */
export async function embedPhrasings(entries: readonly IndexEntry[], embedder: Embedder): Promise<Float32Array> {
  const texts = entries.flatMap(wordingsOf);
  const vectors = new Float32Array(texts.length * embedder.dimensions);
  for (let start = 0; start < texts.length; start += TEXTS_PER_CALL) {
    const portion = await embedder.embed(texts.slice(start, start + TEXTS_PER_CALL));
    portion.forEach((vector, i) => {
      vectors.set(unit(vector), (start + i) * embedder.dimensions);
    });
  }
  return vectors;
}

/** The vector of a question, or null when the embedder fails: the search then goes on without it. */
export async function embedQuestion(text: string, embedder: Embedder): Promise<Float32Array | null> {
  try {
    const [vector] = await embedder.embed([text]);
    return vector?.length === embedder.dimensions ? unit(vector) : null;
  } catch {
    return null;
  }
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector.slice();
}
