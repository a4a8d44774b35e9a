import { ConsecutiveBreaker, circuitBreaker, handleAll, TimeoutStrategy, timeout, wrap } from 'cockatiel';
import type { Embedder } from '../retrieval/embedder.ts';

export interface EmbeddingsSettings {
  /** Of any endpoint that speaks OpenAI's API, up to and with its version: "https://api.openai.com/v1". */
  url: string;
  /** Null for an endpoint that wants none. */
  key: string | null;
  model: string;
}

/** A customer waits: without the vector the answer comes from the base's own signals. */
const QUESTION_MS = 1_500;
/** After so many failures in a row the endpoint is left alone for a while, so that nobody waits for it in vain. */
const FAILURES = 3;
const PAUSE_MS = 30_000;
/** Of a portion of phrasings, while an index is built. */
const PORTION_MS = 60_000;

/** A model's vectors from an endpoint. Its package is loaded with the first text. Rejects when the endpoint fails. */
export function createModelEmbedder({ url, key, model }: EmbeddingsSettings): Embedder {
  const client = onceMade(async () => {
    const { default: OpenAI } = await import('openai');
    return new OpenAI({ baseURL: url, apiKey: key ?? 'none', timeout: PORTION_MS, maxRetries: 1 });
  });
  const forQuestions = wrap(
    circuitBreaker(handleAll, { halfOpenAfter: PAUSE_MS, breaker: new ConsecutiveBreaker(FAILURES) }),
    timeout(QUESTION_MS, TimeoutStrategy.Aggressive),
  );

  async function ask(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const openai = await client();
    const { data } = await openai.embeddings.create(
      { model, input: [...texts], encoding_format: 'float' },
      signal ? { signal, maxRetries: 0 } : {},
    );
    const vectors = data.sort((a, b) => a.index - b.index).map(({ embedding }) => Float32Array.from(embedding));
    if (vectors.length !== texts.length) {
      throw new Error(`${url} gave ${vectors.length} vectors for ${texts.length} texts`);
    }
    return vectors;
  }

  return {
    name: `${url} ${model}`,
    embed: ask,
    async embedQuestion(text) {
      const [vector] = await forQuestions.execute(({ signal }) => ask([text], signal));
      return vector ?? new Float32Array(0);
    },
  };
}

function onceMade<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
