import { Argument, Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { LOCALES, type Locale } from '../core/index.ts';
import { createKnowledge, type KnowledgeService } from '../knowledge/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';

/** `warmline kb …`: what an operator does with the knowledge base. */
export function kbCommand(context: CommandContext): Command {
  return new Command('kb')
    .description('the knowledge base')
    .addCommand(lintCommand(context))
    .addCommand(searchCommand(context));
}

function lintCommand(context: CommandContext): Command {
  return new Command('lint')
    .description('find what is wrong in the articles')
    .option('--json', 'one JSON object per line')
    .action((options: { json?: boolean }) =>
      withKnowledge(context, async (knowledge) => {
        const problems = knowledge.problems();
        for (const problem of problems) {
          console.log(options.json ? JSON.stringify(problem) : `${problem.path}:${problem.line}  ${problem.message}`);
        }
        if (problems.length > 0) context.exitCode = EXIT.findings;
        else if (!options.json) console.log('No problems.');
      }),
    );
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

async function withKnowledge<T>(
  { env }: CommandContext,
  work: (knowledge: KnowledgeService) => Promise<T>,
): Promise<T> {
  const config = readConfig(env);
  const knowledge = await createKnowledge({
    directory: config.KNOWLEDGE_DIR,
    clock: systemClock,
    maxWrong: config.KNOWLEDGE_MAX_WRONG,
    watch: false,
  });
  try {
    return await work(knowledge);
  } finally {
    await knowledge.close();
  }
}
