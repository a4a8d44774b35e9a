import { type Problem, problemText, readYamlFolder } from '../../content/index.ts';
import { LOCALES, type Locale, WarmlineError } from '../../core/index.ts';
import type { Flow } from '../engine/flow.ts';
import type { FlowRun } from '../engine/run.ts';
import { cueReader } from './cues.ts';
import { buildSnapshot, type Snapshot, type SnapshotOptions, type StoredVersion } from './snapshot.ts';
import { type Resolved, resolveVersion } from './versions.ts';

/** A sentence that starts a flow; an entry of the same retrieval as the articles. */
export interface FlowExample {
  flow: string;
  locale: Locale;
  text: string;
}

/** Keeps versions over restarts; `FlowVersionStore` does it in SQL. */
export interface VersionMemory {
  all(): Promise<readonly StoredVersion[]>;
  remember(versions: readonly StoredVersion[]): Promise<void>;
}

export interface FlowLibraryOptions extends SnapshotOptions {
  directory: string;
  memory?: VersionMemory;
}

/** The flows of a folder. `reload` is cheap enough for every save; what is broken leaves its last good version running. */
export interface FlowLibrary {
  flow(id: string): Flow | null;
  flows(): readonly Flow[];
  /** The flow that a stored run continues on, the run being moved over where the new version says so. */
  resolve(run: FlowRun): Resolved;
  examples(): readonly FlowExample[];
  /** The flow that a message asks for beyond doubt, or null. */
  cued(text: string): string | null;
  /** Whether the flow's own exceptions say that a message is not for it. */
  denies(flow: string, text: string): boolean;
  problems(): readonly Problem[];
  reload(): Promise<readonly Problem[]>;
}

/** Throws FLOW_INVALID only when there is nothing to run at all: no words file and none remembered. */
export async function openFlowLibrary(options: FlowLibraryOptions): Promise<FlowLibrary> {
  let snapshot: Snapshot | null = null;
  let lastRead = '';
  let cues = cueReader([]);
  let remembered = options.memory ? await options.memory.all() : [];

  async function reload(): Promise<readonly Problem[]> {
    const { files, problems } = await readYamlFolder(options.directory, 'flows', 'FLOW_INVALID');
    // Looked at every second or so: parsing what has not changed would hold everybody up each time.
    const read = JSON.stringify({ files, problems });
    if (snapshot !== null && read === lastRead) return snapshot.problems;
    const built = buildSnapshot(files, { words: snapshot?.words ?? null, stored: remembered }, options);
    const all = [...problems, ...built.problems];
    if ('kind' in built) {
      if (snapshot !== null) snapshot = { ...snapshot, problems: all };
      lastRead = read;
      return all;
    }
    await options.memory?.remember(built.stored);
    remembered = built.stored;
    snapshot = { ...built, problems: all };
    lastRead = read; // only now: what could not be remembered is tried again at the next look
    cues = cueReader([...built.current.values()].map((flow) => flow.definition));
    return all;
  }

  const problems = await reload();
  if (snapshot === null) {
    const text = problems.map(problemText).join('\n');
    throw new WarmlineError('FLOW_INVALID', `No flows can run from ${options.directory}:\n${text}`);
  }
  const now = (): Snapshot => {
    if (snapshot === null) throw new WarmlineError('INTERNAL', 'The flow library lost its snapshot.');
    return snapshot;
  };
  return {
    flow: (id) => now().current.get(id) ?? null,
    flows: () => [...now().current.values()],
    resolve: (run) => resolveVersion(now(), run),
    cued: (text) => cues.cued(text),
    denies: (flow, text) => cues.denies(flow, text),
    examples: () => [...now().current.values()].flatMap(examplesOf),
    problems: () => now().problems,
    reload,
  };
}

function examplesOf(flow: Flow): FlowExample[] {
  return LOCALES.flatMap((locale) => flow.definition.examples[locale].map((text) => ({ flow: flow.id, locale, text })));
}
