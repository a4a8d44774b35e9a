/** Turns texts into vectors of equal length whose cosine says how near they are in meaning. */
export interface Embedder {
  /** The model and where it runs: vectors of another name do not compare. */
  readonly name: string;
  /** One vector per text, in order. May go over a network; rejects when that fails. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** The vector of a question that somebody waits for: rejects soon rather than late. */
  embedQuestion(text: string): Promise<Float32Array>;
}
