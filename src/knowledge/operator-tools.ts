import type { loadGolden as LoadGolden } from './golden/load-golden.ts';
import type { importDocuments as ImportDocuments } from './import/import-documents.ts';

// What only an operator's commands use, and what brings much code with it, is loaded when it is called.

export const importDocuments: typeof ImportDocuments = async (options) =>
  (await import('./import/import-documents.ts')).importDocuments(options);

export const loadGolden: typeof LoadGolden = async (directory) =>
  (await import('./golden/load-golden.ts')).loadGolden(directory);
