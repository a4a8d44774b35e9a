import { Command, Option } from 'commander';
import { openKnowledge } from '../composition/flows.ts';
import { readConfig } from '../config.ts';
import { LOCALES, type Locale } from '../core/index.ts';
import { type Answer, detectLocale, type Source } from '../knowledge/index.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';

/** `warmline ask`: one question, answered by the chat's own search path. Writes nothing. */
export function askCommand(context: CommandContext): Command {
  return new Command('ask')
    .description('answer one question from the knowledge base')
    .argument('<question>')
    .addOption(new Option('--locale <locale>', 'the language of the answer').choices([...LOCALES]))
    .option('--json', 'print {kind, entry, markdown, sources, confidence}')
    .action(async (text: string, options: { locale?: Locale; json?: boolean }) => {
      const config = readConfig(context.env);
      const knowledge = await openKnowledge(config, { watch: false, workshop: await context.workshop() });
      const locale = options.locale ?? detectLocale(text) ?? config.DEFAULT_LOCALE;
      const answer = await knowledge.ask({ text, locale });
      console.log(options.json ? JSON.stringify(toJson(answer)) : toText(answer));
      if (answer.kind === 'none') context.exitCode = EXIT.findings;
      await knowledge.close();
    });
}

function toJson(answer: Answer) {
  switch (answer.kind) {
    case 'answer':
      return answer;
    case 'route':
    case 'clarify':
    case 'none':
      return { kind: answer.kind, entry: null, markdown: null, sources: answer.nearest, confidence: answer.confidence };
    default:
      return answer satisfies never;
  }
}

function toText(answer: Answer): string {
  const sure = `(${answer.kind}, confidence ${answer.confidence.toFixed(2)})`;
  switch (answer.kind) {
    case 'answer': {
      const source = answer.sources.map(({ path, question }) => `${path} › ${question}`).join('\n');
      return `${answer.markdown}\n\n${source}\n${sure}`;
    }
    case 'route':
      return `This starts the flow "${answer.route}".\n${sure}`;
    case 'clarify':
    case 'none': {
      const lead = answer.kind === 'clarify' ? 'Did you mean:' : 'No answer. Nearest:';
      return [lead, ...answer.nearest.map(nearestLine), sure].join('\n');
    }
    default:
      return answer satisfies never;
  }
}

function nearestLine({ question, path, route }: Source): string {
  return `- ${question}  (${route === undefined ? path : `flow ${route}`})`;
}
