import type { Analyse, Analysis } from './analyse.ts';
import { askedCode } from './asked-for.ts';
import { type BaseIndexData, passageFeatures } from './base-index.ts';
import type { EngineData } from './engine-data.ts';
import { perField } from './evidence.ts';
import { bagOf } from './feature-bag.ts';
import { buildIdentifierIndex, joinIdentifiers } from './identifier-index.ts';
import { openLatentSpace } from './latent-space.ts';
import type { MeaningData } from './meaning.ts';
import { passageWeighing } from './passage-index.ts';
import type { Patch, Stretch } from './patch.ts';
import { patchTextIndex } from './patch-text-index.ts';
import { type PhrasingsData, perView, spreadsOf } from './phrasings.ts';
import { cosineWeighing } from './text-index.ts';
import type { TextIndexData } from './text-index-data.ts';
import { wordingsOf } from './wordings.ts';

/** Words, grams and the like of all texts: copying so many holds up the thread that searches for some 0.2 s. */
const MOST_FEATURES = 8_000_000;

/**
 * The index after an edit, without a build: what it knows of itself (its calibration, its space of meanings) is taken
 * over from before. Null where that cannot be done: in a large base, and where vectors came from a model or lie in a
 * graph. `analyse` has to fold the synonyms of `data`.
 */
export function patchEngineData(data: EngineData, { kept, added }: Patch, analyse: Analyse): EngineData | null {
  const { base } = data;
  if (data.model !== null || (base.meaning?.phrasings.graph ?? null) !== null) return null;
  if (featuresOf(base) > MOST_FEATURES) return null;
  return {
    ...data,
    ids: [...staying(data.ids, kept), ...added.map(({ id }) => id)],
    locales: [...staying(data.locales, kept), ...added.map(({ locale }) => locale)],
    base: patchBaseIndex(base, { kept, added }, analyse),
    identifiers: joinIdentifiers(data.identifiers, kept, buildIdentifierIndex(added)),
  };
}

function patchBaseIndex(base: BaseIndexData, { kept, added }: Patch, analyse: Analyse): BaseIndexData {
  const phrasings = patchPhrasings(
    base.phrasings,
    kept,
    added.map((entry) => wordingsOf(entry).map(analyse)),
  );
  const features = passageFeatures(added, analyse);
  const groups = added.map((_, i) => i);
  return {
    phrasings,
    passages: perField((field) => {
      const { meanLength } = base.passages[field];
      const bags = features[field].map(bagOf);
      return {
        ...patchTextIndex(base.passages[field], kept, { bags, groups }, passageWeighing(meanLength)),
        meanLength,
      };
    }),
    meaning: base.meaning === null ? null : patchMeaning(base.meaning, base.phrasings, phrasings.index.word, kept),
    shape: base.shape,
  };
}

function patchPhrasings(
  data: PhrasingsData,
  kept: readonly Stretch[],
  added: readonly (readonly Analysis[])[],
): PhrasingsData {
  const texts = added.flat();
  const keptTexts = textsOf(data, kept);
  const sizes = kept.flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, i) => (data.firstOf[from + i + 1] ?? 0) - (data.firstOf[from + i] ?? 0)),
  );
  sizes.push(...added.map(({ length }) => length));
  const firstOf = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, entry) => {
    firstOf[entry + 1] = (firstOf[entry] ?? 0) + size;
  });
  const owners = new Uint32Array(firstOf.at(-1) ?? 0);
  sizes.forEach((_, entry) => {
    owners.fill(entry, firstOf[entry], firstOf[entry + 1]);
  });
  const groups = owners.subarray(owners.length - texts.length);
  const index = perView((view) =>
    patchTextIndex(
      data.index[view],
      keptTexts,
      { bags: texts.map(({ views }) => bagOf(views[view])), groups },
      cosineWeighing,
    ),
  );
  const letters = keptTexts.map(({ from, to }) =>
    data.letters.subarray(data.letterStarts[from], data.letterStarts[to]),
  );
  const lengths = keptTexts.flatMap(({ from, to }) =>
    Array.from(
      { length: to - from },
      (_, i) => (data.letterStarts[from + i + 1] ?? 0) - (data.letterStarts[from + i] ?? 0),
    ),
  );
  lengths.push(...texts.map((text) => text.letters.length));
  const letterStarts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, text) => {
    letterStarts[text + 1] = (letterStarts[text] ?? 0) + length;
  });
  return {
    owners,
    firstOf,
    index,
    letters: Uint16Array.from([
      ...letters.flatMap((each) => [...each]),
      ...texts.flatMap((text) => Array.from({ length: text.letters.length }, (_, at) => text.letters.charCodeAt(at))),
    ]),
    letterStarts,
    asked: Uint8Array.from([...staying(data.asked, keptTexts), ...texts.map(({ asked }) => askedCode(asked))]),
    spread: perView((view) => spreadsOf(index[view], firstOf)),
  };
}

/** New phrasings find their place in the space that the others span. */
function patchMeaning(
  { space, phrasings }: MeaningData,
  before: PhrasingsData,
  { texts }: TextIndexData,
  kept: readonly Stretch[],
): MeaningData {
  const { dimensions } = phrasings;
  const { place } = openLatentSpace(space);
  const spanned = space.basis.length / space.width;
  const vectors = new Float32Array((texts.starts.length - 1) * dimensions);
  let number = 0;
  for (const { from, to } of textsOf(before, kept)) {
    vectors.set(phrasings.vectors.subarray(from * dimensions, to * dimensions), number * dimensions);
    number += to - from;
  }
  for (; number + 1 < texts.starts.length; number += 1) {
    const [from, to] = [texts.starts[number], texts.starts[number + 1]];
    const ids = Int32Array.from(texts.others.subarray(from, to), (id) => (id < spanned ? id : -1));
    vectors.set(place({ ids, weights: texts.weights.subarray(from, to) }), number * dimensions);
  }
  return { space, phrasings: { vectors, dimensions, graph: null } };
}

/** The phrasings of these entries. */
function textsOf({ firstOf }: PhrasingsData, kept: readonly Stretch[]): Stretch[] {
  return kept.map(({ from, to }) => ({ from: firstOf[from] ?? 0, to: firstOf[to] ?? 0 }));
}

function staying<T>(items: { slice(from: number, to: number): Iterable<T> }, kept: readonly Stretch[]): T[] {
  return kept.flatMap(({ from, to }) => [...items.slice(from, to)]);
}

function featuresOf({ phrasings, passages }: BaseIndexData): number {
  return [...Object.values(phrasings.index), ...Object.values(passages)].reduce(
    (sum, { texts }) => sum + texts.others.length,
    0,
  );
}
