import * as z from 'zod';
import { WarmlineError } from '../../core/index.ts';

/** A fitted model: a bias and one weight per feature name. Read-only once made. */
export interface Weights {
  bias: number;
  /** The weight of a feature by its 32-bit name; 0 for what was never seen. */
  of(name: number): number;
  size: number;
}

/**
 * The shipped form. `names` is base64 of sorted little-endian uint32, `values` of int8 in the same order. A value v stands
 * for sign(v) · (|v|/127)² · `largest`: fine steps near zero, where most weights lie.
 */
export const WeightsFile = z.object({
  format: z.literal('warmline-mood-1'),
  bias: z.number(),
  largest: z.number().positive(),
  names: z.base64(),
  values: z.base64(),
});
export type WeightsFile = z.infer<typeof WeightsFile>;

/** Unpacks a weights file. Throws WarmlineError INTERNAL when it is not one: then the file was damaged. */
export function readWeights(file: unknown): Weights {
  const parsed = WeightsFile.safeParse(file);
  if (!parsed.success) {
    throw new WarmlineError('INTERNAL', 'The frustration weights are damaged. Run scripts/fit-frustration again.', {
      cause: parsed.error,
    });
  }
  const { bias, largest } = parsed.data;
  const packed = Buffer.from(parsed.data.names, 'base64');
  const values = new Int8Array(Buffer.from(parsed.data.values, 'base64'));
  const names = Uint32Array.from(values, (_, at) => packed.readUInt32LE(at * 4));
  const placeOf = createPlaces(names);
  return {
    bias,
    size: names.length,
    of(name) {
      const value = values[placeOf(name)];
      if (value === undefined) return 0;
      return Math.sign(value) * (value / 127) ** 2 * largest;
    },
  };
}

/**
 * Where a name stands in the list, or -1: a table with open addressing, because a message asks for some three hundred.
 * The names are hashes already, so their low bits spread well enough.
 */
function createPlaces(names: Uint32Array): (name: number) => number {
  const mask = 2 ** Math.ceil(Math.log2(2 * names.length + 1)) - 1;
  const places = new Int32Array(mask + 1).fill(-1);
  for (const [place, name] of names.entries()) {
    let slot = name & mask;
    while ((places[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    places[slot] = place;
  }
  return (name) => {
    for (let slot = name & mask; ; slot = (slot + 1) & mask) {
      const place = places[slot] ?? -1;
      if (place < 0 || names[place] === name) return place;
    }
  };
}

/** Packs weights for shipping; what rounds to zero is left out. */
export function packWeights(bias: number, weights: ReadonlyMap<number, number>): WeightsFile {
  let largest = 1e-9;
  for (const weight of weights.values()) largest = Math.max(largest, Math.abs(weight));
  const rows = [...weights]
    .map(
      ([name, weight]) => [name, Math.sign(weight) * Math.round(127 * Math.sqrt(Math.abs(weight) / largest))] as const,
    )
    .filter(([, value]) => value !== 0)
    .sort(([a], [b]) => a - b);
  const names = Buffer.alloc(rows.length * 4);
  for (const [at, [name]] of rows.entries()) names.writeUInt32LE(name, at * 4);
  const values = Buffer.from(Int8Array.from(rows.map(([, value]) => value)).buffer);
  return {
    format: 'warmline-mood-1',
    bias,
    largest,
    names: names.toString('base64'),
    values: values.toString('base64'),
  };
}
