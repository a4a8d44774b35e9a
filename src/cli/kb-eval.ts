import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { evaluateBase, formatEvaluation, resultLines } from '../knowledge/index.ts';
import type { CommandContext } from './context.ts';
import { writeOut } from './write-out.ts';

/** `warmline kb eval`: how well the chat's search does on a set of questions whose answers are known. */
export function evalCommand({ env, workshop }: CommandContext): Command {
  return new Command('eval')
    .description('measure the search on questions whose answers are known')
    .requiredOption('--kb <kb>', 'a kb.jsonl {id, question, alternatives, answer}, or a folder with articles')
    .requiredOption('--queries <file>', 'a queries.jsonl {id, text, gold: [entry id]}')
    .option('--out <file>', 'write {id, decision, ranked, confidence} per question, one JSON object per line')
    .option('--json', 'print the figures as one JSON object')
    .action(async (options: { kb: string; queries: string; out?: string; json?: boolean }) => {
      const { KNOWLEDGE_MAX_WRONG: maxWrong } = readConfig(env);
      const { results, ...report } = await evaluateBase({
        kb: options.kb,
        queries: options.queries,
        maxWrong,
        workshop: await workshop(),
      });
      if (options.out) await writeOut(options.out, resultLines(results));
      console.log(options.json ? JSON.stringify(report) : formatEvaluation({ ...report, results }));
    });
}
