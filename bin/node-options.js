// What the pinned Node is started with, by the launcher and by tests and benchmarks, so that they try what is shipped.

// The small young generation keeps some 50 MB free: what a turn leaves behind is gone long before it would fill a larger one.
export const FLAGS = ['--max-semi-space-size=2'];

// Both allocators of the process (glibc's, and mimalloc inside the word splitter) keep what was freed, per thread and in
// advance, unless told otherwise: another 25 MB.
export const MEMORY = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '65536',
  MALLOC_TOP_PAD_: '65536',
  MIMALLOC_ARENA_EAGER_COMMIT: '0',
  MIMALLOC_PURGE_DELAY: '0',
};
