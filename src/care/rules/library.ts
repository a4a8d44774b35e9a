import { type Problem, parseYaml, readYamlFolder, type SourceFile } from '../../content/index.ts';
import { WarmlineError } from '../../core/index.ts';
import { compileRule, type Rule } from './compile-rule.ts';
import { CareWords, RuleDefinition } from './definition.ts';

/** The file with the sentences that all care messages share. Every other .yaml of the folder is a rule. */
const WORDS_FILE = 'words.yaml';

export interface RuleSnapshot {
  rules: ReadonlyMap<string, Rule>;
  words: CareWords | null;
  problems: readonly Problem[];
}

/** The care rules of a folder. A file that breaks keeps its last good rule running until it is mended or deleted. */
export interface RuleLibrary {
  rule(id: string): Rule | null;
  rules(): readonly Rule[];
  words(): CareWords | null;
  problems(): readonly Problem[];
  reload(): Promise<readonly Problem[]>;
}

/** Throws CARE_INVALID when the folder cannot be read; no folder, or one without rules, is an empty library. */
export async function openRuleLibrary(directory: string | null): Promise<RuleLibrary> {
  let snapshot: RuleSnapshot = { rules: new Map(), words: null, problems: [] };
  let rulesOfFiles: ReadonlyMap<string, string> = new Map();
  let lastRead = '';

  async function reload(): Promise<readonly Problem[]> {
    if (directory === null) return [];
    const { files, problems } = await readYamlFolder(directory, 'care rules', 'CARE_INVALID');
    // Looked at every second or so: parsing what has not changed would hold everybody up each time.
    const read = JSON.stringify({ files, problems });
    if (read === lastRead) return snapshot.problems;
    lastRead = read;
    const built = readRules(files, snapshot, rulesOfFiles);
    rulesOfFiles = built.rulesOfFiles;
    snapshot = { ...built.snapshot, problems: [...problems, ...built.snapshot.problems] };
    return snapshot.problems;
  }

  await reload();
  return {
    rule: (id) => snapshot.rules.get(id) ?? null,
    rules: () => [...snapshot.rules.values()],
    words: () => snapshot.words,
    problems: () => snapshot.problems,
    reload,
  };
}

/** Reads all files; what is broken is reported, and what it was before stays. */
function readRules(
  files: readonly SourceFile[],
  before: RuleSnapshot,
  rulesOfFiles: ReadonlyMap<string, string>,
): { snapshot: RuleSnapshot; rulesOfFiles: Map<string, string> } {
  const problems: Problem[] = [];
  const rules = new Map<string, Rule>();
  const now = new Map<string, string>();
  let words = before.words;
  const keepLast = (file: string) => {
    const id = rulesOfFiles.get(file);
    const last = id === undefined ? undefined : before.rules.get(id);
    if (id === undefined || last === undefined || rules.has(id)) return;
    rules.set(id, last);
    now.set(file, id);
  };
  for (const { file, source } of files) {
    if (file === WORDS_FILE) {
      const parsed = parseYaml(file, source, CareWords);
      if (parsed.kind === 'parsed') words = parsed.value;
      else problems.push(...parsed.problems);
      continue;
    }
    const parsed = parseYaml(file, source, RuleDefinition);
    if (parsed.kind === 'broken') {
      problems.push(...parsed.problems);
      keepLast(file);
      continue;
    }
    const checked = compileRule(parsed.value);
    problems.push(...parsed.locate(checked.kind === 'rule' ? checked.warnings : checked.findings));
    if (checked.kind === 'problems') keepLast(file);
    else if (rules.has(checked.rule.rule))
      problems.push(
        ...parsed.locate([
          { severity: 'error', path: ['rule'], message: `rule "${checked.rule.rule}" is in another file already` },
        ]),
      );
    else {
      rules.set(checked.rule.rule, checked.rule);
      now.set(file, checked.rule.rule);
    }
  }
  if (words === null && rules.size > 0)
    problems.push({
      severity: 'error',
      file: WORDS_FILE,
      line: 1,
      column: 1,
      message: 'the file with the shared sentences is missing. It needs "footer" in both languages.',
    });
  return { snapshot: { rules, words, problems }, rulesOfFiles: now };
}

/** @throws NOT_FOUND naming the rules that there are. */
export function ruleNamed(library: RuleLibrary, id: string): Rule {
  const rule = library.rule(id);
  if (rule) return rule;
  const ids = library.rules().map((each) => each.rule);
  throw new WarmlineError('NOT_FOUND', `There is no care rule "${id}". Rules are: ${ids.join(', ')}.`);
}
