import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Locale, WarmlineError } from '../../core/index.ts';
import type { IndexBuilder, IndexRequest } from './index-builder.ts';
import { indexCodeVersion } from './index-key.ts';
import type { Patch } from './patch.ts';
import type { Retrieval } from './retrieval.ts';
import type { Searcher } from './searcher.ts';

/** The indexes of a base: one thread searches them, and one process builds them and goes away when it is not needed. */
export interface Indexes {
  /** Opens the index that is kept under the key; null when there is none. */
  load(key: string, maxWrong: number): Promise<OpenIndex | null>;
  /** Builds one and keeps it under the key. */
  build(key: string, maxWrong: number, request: Omit<IndexRequest, 'file'>): Promise<OpenIndex>;
  /** A build is coming: what it needs is loaded meanwhile. */
  expectBuild(): void;
  /** A digest of the code that builds indexes, for keys. */
  codeVersion(): Promise<string>;
}

export interface OpenIndex {
  /** The index after an edit, as a new one beside this; null where it has to be built. */
  patched(patch: Patch): Promise<OpenIndex | null>;
  search(text: string, locale: Locale | null, vector: Float32Array | null): Promise<Retrieval>;
  drop(): Promise<void>;
}

/** Questions asked of an index before it is called open, so that its code is compiled; a start can wait less for it. */
const WARM_UP = { built: 150, loaded: 30 };

/** Who builds and who searches; shared with others, and closed by whoever opened them. */
export interface IndexMakers {
  builder: IndexBuilder;
  searcher: Searcher;
}

/** `folder` is where indexes are kept between starts; null: nowhere. */
export function openIndexes(
  folder: string | null,
  { builder, searcher }: IndexMakers,
  warmUp: typeof WARM_UP = WARM_UP,
): Indexes {
  searcher.prepare();
  let version: Promise<string> | null = null;

  async function open(file: string, maxWrong: number, warmUp: number): Promise<OpenIndex | null> {
    const index = searcher.nextIndex();
    const reply = await searcher.ask({ kind: 'open', index, file, maxWrong, warmUp });
    return reply.kind === 'done' ? opened(index) : null;
  }

  function opened(index: number): OpenIndex {
    return {
      async patched(patch) {
        const other = searcher.nextIndex();
        const reply = await searcher.ask({ kind: 'patch', index: other, of: index, patch });
        return reply.kind === 'done' ? opened(other) : null;
      },
      async search(text, locale, vector) {
        const found = await searcher.ask({ kind: 'search', index, text, locale, vector });
        if (found.kind !== 'found') throw new WarmlineError('INTERNAL', 'The retriever thread gave no result');
        return found.retrieval;
      },
      async drop() {
        await searcher.ask({ kind: 'drop', index }).catch(() => undefined);
      },
    };
  }

  async function buildIn(place: string, key: string, maxWrong: number, request: Omit<IndexRequest, 'file'>) {
    const file = fileIn(place, key);
    await builder.build({ ...request, file });
    return open(file, maxWrong, warmUp.built);
  }

  return {
    load: async (key, maxWrong) => (folder === null ? null : open(fileIn(folder, key), maxWrong, warmUp.loaded)),
    async build(key, maxWrong, request) {
      const kept = folder === null ? null : await buildIn(folder, key, maxWrong, request);
      if (kept !== null) return kept;
      const passing = await mkdtemp(join(tmpdir(), 'warmline-index-'));
      try {
        const built = await buildIn(passing, key, maxWrong, request);
        if (built !== null) return built;
        throw new WarmlineError('INTERNAL', `The built index could not be read back from ${passing}`);
      } finally {
        await rm(passing, { recursive: true, force: true });
      }
    },
    expectBuild: builder.prepare,
    codeVersion: () => {
      version ??= indexCodeVersion();
      return version;
    },
  };
}

function fileIn(folder: string, key: string): string {
  return join(folder, `${key}.index`);
}
