import { Argument, Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { LOCALES, type Locale } from '../core/index.ts';
import { importDocuments, lintKnowledgeBase } from '../knowledge/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { evalCommand } from './kb-eval.ts';
import { gapsCommand } from './kb-gaps.ts';
import { diffCommand, testCommand, watchCommand } from './kb-golden.ts';
import { withKnowledge } from './with-knowledge.ts';

/** `warmline kb …`: what an operator does with the knowledge base. */
export function kbCommand(context: CommandContext): Command {
  return new Command('kb')
    .description('the knowledge base')
    .addCommand(lintCommand(context))
    .addCommand(searchCommand(context))
    .addCommand(evalCommand(context))
    .addCommand(testCommand(context))
    .addCommand(diffCommand(context))
    .addCommand(watchCommand(context))
    .addCommand(gapsCommand(context))
    .addCommand(importCommand(context));
}

function lintCommand(context: CommandContext): Command {
  return new Command('lint')
    .description('find what would give customers a wrong, stale or no answer')
    .option('--json', 'one JSON object per line: {rule, severity, path, line, message}')
    .option('--strict', 'warnings count as findings')
    .action(async (options: { json?: boolean; strict?: boolean }) => {
      const config = readConfig(context.env);
      const findings = await lintKnowledgeBase({
        directory: config.KNOWLEDGE_DIR,
        clock: systemClock,
        maxWrong: config.KNOWLEDGE_MAX_WRONG,
        workshop: await context.workshop(),
      });
      for (const finding of findings) {
        const { rule, severity, path, line, message } = finding;
        console.log(options.json ? JSON.stringify(finding) : `${path}:${line}  ${severity} (${rule})  ${message}`);
      }
      const counted = findings.filter(({ severity }) => options.strict || severity === 'error');
      if (counted.length > 0) context.exitCode = EXIT.findings;
      if (findings.length === 0 && !options.json) console.log('No problems.');
    });
}

function searchCommand(context: CommandContext): Command {
  return new Command('search')
    .description('show how the entries rank for a question')
    .addArgument(new Argument('<question>'))
    .addOption(new Option('--locale <locale>', 'prefer entries of this language').choices([...LOCALES]))
    .option('--json', 'print {decision, confidence, ranked}')
    .action((question: string, options: { locale?: Locale; json?: boolean }) =>
      withKnowledge(context, async (knowledge) => {
        const found = await knowledge.search(question, options.locale ? { locale: options.locale } : {});
        if (options.json) {
          console.log(JSON.stringify(found));
          return;
        }
        console.log(`${found.decision}, confidence ${found.confidence.toFixed(2)}`);
        for (const { id, score } of found.ranked)
          console.log(`${score.toFixed(3)}  ${knowledge.entry(id)?.question ?? id}`);
      }),
    );
}

function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description(
      'turn documents, slides, tables, FAQ exports and folders of notes into draft articles; nothing is overwritten',
    )
    .argument('<file...>', 'files or folders')
    .addOption(new Option('--locale <locale>', 'the language, where the text does not tell').choices([...LOCALES]))
    .option('--json', 'one JSON object per file')
    .action(async (files: string[], options: { locale?: Locale; json?: boolean }) => {
      const { KNOWLEDGE_DIR: directory } = readConfig(context.env);
      const locale = options.locale ? { locale: options.locale } : {};
      for (const report of await importDocuments({ files, directory, ...locale })) {
        if (report.written === null) context.exitCode = EXIT.findings;
        if (options.json) {
          console.log(JSON.stringify(report));
          continue;
        }
        const taken = report.written === null ? 'nothing taken' : `${report.questions} questions → ${report.written}`;
        console.log(`${report.file}: ${taken}`);
        for (const { what, why } of report.left) console.log(`  left out: ${what}: ${why}`);
      }
      if (!options.json) console.log('A draft is live once you have read it and taken the "_" off its name.');
    });
}
