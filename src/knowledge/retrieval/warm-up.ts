import type { Engine } from './engine.ts';

/** After so many questions the code of a search is compiled: later ones are as fast as they get. */
const ENOUGH = 600;

/**
 * Asks an engine its own questions until its code is compiled: as they are, cut off, and two in one, because customers
 * write neither exactly what the operator wrote nor always briefly. Each step asks one; false: it was the last.
 */
export function createWarmUp(): (engine: Engine, samples: readonly string[]) => boolean {
  let asked = 0;
  return (engine, samples) => {
    if (asked >= ENOUGH || samples.length === 0) return false;
    const sample = samples[asked % samples.length] ?? '';
    const other = samples[(asked * 7 + 3) % samples.length] ?? '';
    const cut = sample.slice(0, Math.ceil(sample.length * 0.7));
    engine.search([sample, `${cut}…`, `${cut} ${other}`][asked % 3] ?? sample, null);
    asked += 1;
    return asked < ENOUGH;
  };
}
