import { type Locate, type Problem, parseYaml, type SourceFile } from '../../content/index.ts';
import { FlowDefinition } from '../engine/definition.ts';
import { EngineWords } from '../engine/engine-words.ts';
import { compileFlow, type Flow } from '../engine/flow.ts';
import type { PortCatalogue } from '../ports/catalogue.ts';
import { lintFlow } from './lint.ts';
import { structureOf } from './structure.ts';

/** The file with the sentences that all flows share. Every other .yaml in the folder is a flow. */
const WORDS_FILE = 'words.yaml';

/** One version that ran before. Its source is kept, so that its runs can end on it. */
export interface StoredVersion {
  flow: string;
  version: number;
  structure: string;
  source: string;
}

/** All flows at one moment. Replaced as a whole, so nobody ever sees half of a reload. */
export interface Snapshot {
  /** The version that new runs begin with, by flow. */
  current: ReadonlyMap<string, Flow>;
  /** Every version that is known, by "flow@version". */
  versions: ReadonlyMap<string, Flow>;
  stored: readonly StoredVersion[];
  words: EngineWords;
  problems: readonly Problem[];
}

export interface SnapshotOptions {
  timeZone: string;
  ports: PortCatalogue;
}

interface Candidate {
  file: string;
  source: string;
  definition: FlowDefinition;
  locate: Locate;
}

/** Reads all files. What is broken is reported and replaced by what was there before; the rest is new. */
export function buildSnapshot(
  files: readonly SourceFile[],
  before: { words: EngineWords | null; stored: readonly StoredVersion[] },
  options: SnapshotOptions,
): Snapshot | { kind: 'unusable'; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const words = readWords(files, before.words, problems);
  if (words === null) return { kind: 'unusable', problems };
  const candidates = readCandidates(files, before.stored, problems);
  const good = withoutLintErrors(candidates, before.stored, options.ports, problems);
  const compileOptions = {
    engineWords: words,
    timeZone: options.timeZone,
    effectOf: (port: string) => options.ports[port]?.effect ?? 'read',
  };
  const versions = new Map<string, Flow>();
  const current = new Map<string, Flow>();
  const stored: StoredVersion[] = [];
  const add = (definition: FlowDefinition, source: string) => {
    const flow = compileFlow(definition, compileOptions);
    versions.set(versionKey(flow.id, flow.version), flow);
    if ((current.get(flow.id)?.version ?? 0) <= flow.version) current.set(flow.id, flow);
    stored.push({ flow: flow.id, version: flow.version, structure: structureOf(definition), source });
  };
  for (const each of before.stored) {
    if (good.some(({ definition }) => definition.flow === each.flow && definition.version === each.version)) continue;
    const parsed = parseYaml(`${each.flow}@${each.version}`, each.source, FlowDefinition);
    if (parsed.kind === 'parsed') add(parsed.value, each.source);
  }
  for (const { definition, source } of good) add(definition, source);
  const deleted = new Set(before.stored.map((each) => each.flow));
  for (const { definition } of candidates) deleted.delete(definition.flow);
  for (const file of files) deleted.delete(flowNamedIn(file.source));
  // A flow whose file is gone takes no new customers; those who are in the middle of it may end.
  for (const id of deleted) current.delete(id);
  return { current, versions, stored, words, problems };
}

export function versionKey(flow: string, version: number): string {
  return `${flow}@${version}`;
}

function readWords(files: readonly SourceFile[], before: EngineWords | null, problems: Problem[]): EngineWords | null {
  const file = files.find((each) => baseName(each.file) === WORDS_FILE);
  if (file === undefined) {
    problems.push({
      severity: 'error',
      file: WORDS_FILE,
      line: 1,
      column: 1,
      message: 'the file with the shared sentences is missing. Take it from the sample knowledge base.',
    });
    return before;
  }
  const parsed = parseYaml(file.file, file.source, EngineWords);
  if (parsed.kind === 'parsed') return parsed.value;
  problems.push(...parsed.problems);
  return before;
}

function readCandidates(
  files: readonly SourceFile[],
  stored: readonly StoredVersion[],
  problems: Problem[],
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const { file, source } of files) {
    if (baseName(file) === WORDS_FILE) continue;
    const parsed = parseYaml(file, source, FlowDefinition);
    if (parsed.kind === 'broken') {
      problems.push(...parsed.problems);
      continue;
    }
    const definition = parsed.value;
    const twin = candidates.find((each) => each.definition.flow === definition.flow);
    const same = stored.find((each) => each.flow === definition.flow && each.version === definition.version);
    const newest = Math.max(0, ...stored.filter((each) => each.flow === definition.flow).map((each) => each.version));
    if (twin) {
      problems.push(
        ...parsed.locate([
          { severity: 'error', path: ['flow'], message: `flow "${definition.flow}" is in ${twin.file} already.` },
        ]),
      );
    } else if (same && same.structure !== structureOf(definition)) {
      const message = `steps or slots of "${definition.flow}" changed, but customers may be in the middle of version ${definition.version}. Set "version: ${newest + 1}".`;
      problems.push(...parsed.locate([{ severity: 'error', path: ['version'], message }]));
    } else if (definition.version < newest) {
      const message = `version ${newest} of "${definition.flow}" has run before. Set "version: ${newest + 1}".`;
      problems.push(...parsed.locate([{ severity: 'error', path: ['version'], message }]));
    } else {
      candidates.push({ file, source, definition, locate: parsed.locate });
    }
  }
  return candidates;
}

/** A flow that starts a broken one is broken too; repeated until nothing falls out any more. */
function withoutLintErrors(
  candidates: readonly Candidate[],
  stored: readonly StoredVersion[],
  ports: PortCatalogue,
  problems: Problem[],
): Candidate[] {
  let good = [...candidates];
  for (;;) {
    const ids = new Set([...good.map((each) => each.definition.flow), ...stored.map((each) => each.flow)]);
    const kept = good.filter(({ definition, locate }) => {
      const errors = lintFlow(definition, ports, ids).filter((finding) => finding.severity === 'error');
      problems.push(...locate(errors));
      return errors.length === 0;
    });
    if (kept.length === good.length) {
      for (const { definition, locate } of kept) problems.push(...locate(lintFlow(definition, ports, ids)));
      return kept;
    }
    good = kept;
  }
}

/** The flow that a broken file was about, so that its last good version stays in use. */
function flowNamedIn(source: string): string {
  return /^flow:\s*["']?([a-z][a-z0-9-]*)/m.exec(source)?.[1] ?? '';
}

function baseName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
