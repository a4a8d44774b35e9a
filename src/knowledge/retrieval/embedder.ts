/** Turns texts into vectors of equal length whose cosine says how near they are in meaning. */
export interface Embedder {
  readonly dimensions: number;
  /** One vector per text, in order. May go over a network; rejects when that fails. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}
