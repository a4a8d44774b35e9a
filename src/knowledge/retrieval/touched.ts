/** Numbers below a fixed limit that were met, each once, without a new list for every question. */
export interface Touched {
  readonly numbers: Uint32Array;
  size: number;
}

export function createTouched(limit: number): Touched {
  return { numbers: new Uint32Array(limit), size: 0 };
}

/** Sets the touched places to zero; when they are many, filling everything is faster than jumping about. */
export function clearTouched(touched: Touched, arrays: readonly Float32Array[]): void {
  for (const array of arrays) {
    if (touched.size * 8 > array.length) array.fill(0);
    else for (let i = 0; i < touched.size; i += 1) array[touched.numbers[i] ?? 0] = 0;
  }
  touched.size = 0;
}
