import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import {
  createKnowledge,
  diffGolden,
  type GoldenQuestion,
  type GoldenResult,
  type KnowledgeService,
  loadGolden,
  runGolden,
  watchFolder,
} from '../knowledge/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { withKnowledge } from './with-knowledge.ts';

/** `warmline kb test`: the golden questions through the chat's own path. */
export function testCommand(context: CommandContext): Command {
  return new Command('test')
    .description('ask the golden questions and compare the answers')
    .option('--json', 'one JSON object per question')
    .action((options: { json?: boolean }) =>
      withKnowledge(context, async (knowledge, config) => {
        const { questions, problems } = await loadGolden(config.KNOWLEDGE_DIR);
        for (const { path, line, message } of problems) console.error(`${path}:${line}  ${message}`);
        const results = await runGolden(knowledge, questions);
        for (const result of results) {
          if (options.json) console.log(JSON.stringify(result));
          else if (!result.passed) console.log(failureLine(result));
        }
        if (!options.json) console.log(summary(results));
        if (problems.length > 0 || results.some(({ passed }) => !passed)) context.exitCode = EXIT.findings;
      }),
    );
}

/** `warmline kb diff`: which golden answers the edits since a revision (or another folder) change. */
export function diffCommand(context: CommandContext): Command {
  return new Command('diff')
    .description('show which golden answers your edits change')
    .option('--since <revision>', 'a git revision to compare with', 'HEAD')
    .option('--against <folder>', 'another knowledge base to compare with, instead of a revision')
    .option('--json', 'one JSON object per changed answer')
    .action((options: { since: string; against?: string; json?: boolean }) =>
      withKnowledge(context, async (after, config) => {
        const temporary = options.against ? null : await mkdtemp(join(tmpdir(), 'warmline-kb-'));
        try {
          if (temporary !== null) checkOut(config.KNOWLEDGE_DIR, options.since, temporary);
          await withKnowledge(
            context,
            async (before) => {
              const { questions } = await loadGolden(config.KNOWLEDGE_DIR);
              const changes = await diffGolden(before, after, questions);
              for (const { golden, change, before: old, after: now } of changes) {
                if (options.json)
                  console.log(JSON.stringify({ question: golden.turns, change, before: old, after: now }));
                else console.log(`${asked(golden)}\n  ${change}: ${shown(old)}\n  now: ${shown(now)}`);
              }
              if (!options.json) console.log(`${changes.length} of ${questions.length} golden answers change.`);
              if (changes.length > 0) context.exitCode = EXIT.findings;
            },
            options.against ?? temporary ?? config.KNOWLEDGE_DIR,
          );
        } finally {
          if (temporary !== null) await rm(temporary, { recursive: true, force: true });
        }
      }),
    );
}

/** `warmline kb watch`: what every save does to the knowledge base, until it is interrupted. */
export function watchCommand(context: CommandContext): Command {
  return new Command('watch')
    .description('on every save, show problems and golden questions that broke')
    .action(async () => {
      const config = readConfig(context.env);
      const knowledge = await createKnowledge({
        directory: config.KNOWLEDGE_DIR,
        clock: systemClock,
        maxWrong: config.KNOWLEDGE_MAX_WRONG,
        workshop: await context.workshop(),
      });
      const questions = async () => JSON.stringify(await loadGolden(config.KNOWLEDGE_DIR));
      // Read before they are judged: what is saved from here on is a change.
      let known = await questions();
      await look(knowledge, config.KNOWLEDGE_DIR);
      console.log('Watching. Ctrl-C ends it.');
      let turn = Promise.resolve();
      const lookAgain = (why: string) => {
        console.log(`\n${why}`);
        // Judged by the index that a start would build, as `kb test` does.
        turn = turn.then(() => knowledge.settled()).then(() => look(knowledge, config.KNOWLEDGE_DIR));
      };
      knowledge.onChange(({ added, changed, removed }) =>
        lookAgain(`${added.length} added, ${changed.length} changed, ${removed.length} removed`),
      );
      const over = new AbortController();
      const watching = watchFolder(join(config.KNOWLEDGE_DIR, 'golden'), systemClock, over.signal, async () => {
        const now = await questions();
        if (now !== known) lookAgain('the golden questions changed');
        known = now;
      });
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      over.abort();
      await watching;
      await turn;
      await knowledge.close();
    });
}

async function look(knowledge: KnowledgeService, directory: string): Promise<void> {
  for (const { path, line, message } of knowledge.problems()) console.log(`${path}:${line}  ${message}`);
  const { questions, problems } = await loadGolden(directory);
  for (const { path, line, message } of problems) console.log(`${path}:${line}  ${message}`);
  const results = await runGolden(knowledge, questions);
  for (const result of results) if (!result.passed) console.log(failureLine(result));
  console.log(summary(results));
}

function failureLine({ golden, outcome, got }: GoldenResult): string {
  const wanted = golden.expected ?? 'no answer';
  return `${golden.path}:${golden.line}  ${outcome}: "${asked(golden)}" wants ${wanted}, nearest is ${got ?? 'nothing'}`;
}

function summary(results: readonly GoldenResult[]): string {
  const passed = results.filter((result) => result.passed).length;
  const offered = results.filter((result) => result.outcome === 'offered').length;
  return `${passed} of ${results.length} golden questions passed${offered > 0 ? `, ${offered} of them as a choice that is offered` : ''}.`;
}

function asked({ turns }: GoldenQuestion): string {
  return turns.join(' → ');
}

function shown({ outcome, got, markdown }: GoldenResult): string {
  const text = markdown?.replace(/\s+/g, ' ').slice(0, 100);
  return `${outcome}, ${got ?? 'nothing'}${text ? `: ${text}` : ''}`;
}

/** The folder as it was at a revision, by git, without touching the working tree. */
function checkOut(directory: string, revision: string, to: string): void {
  const archive = spawnSync('git', ['-C', directory, 'archive', '--format=tar', revision, '.'], { maxBuffer: 1 << 30 });
  const failed = archive.status !== 0 || spawnSync('tar', ['-x', '-C', to], { input: archive.stdout }).status !== 0;
  if (!failed) return;
  throw new WarmlineError(
    'USAGE',
    `git has no "${revision}" of ${directory}. Name another with --since, or a folder with --against. ${String(archive.stderr).trim()}`,
  );
}
