import { Command } from 'commander';
import { createWords } from '../bot/index.ts';
import { previewRule, ruleNamed } from '../care/index.ts';
import { openShopRules } from '../composition/campaigns.ts';
import { readConfig } from '../config.ts';
import { problemText } from '../content/index.ts';
import { WarmlineError } from '../core/index.ts';
import { refreshFigures } from '../customers/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { withStorage } from './with-storage.ts';

/** `warmline care …`: what somebody who writes care rules needs. Writes to nobody. */
export function careCommand(context: CommandContext): Command {
  return new Command('care')
    .description('messages that the shop sends first')
    .addCommand(lintCommand(context))
    .addCommand(previewCommand(context));
}

function lintCommand(context: CommandContext): Command {
  return new Command('lint')
    .description('find what is wrong in the files of care rules')
    .option('--json', 'one JSON object per line')
    .action(async (options: { json?: boolean }) => {
      const rules = await openShopRules(readConfig(context.env));
      const problems = rules.problems();
      for (const problem of problems) console.log(options.json ? JSON.stringify(problem) : problemText(problem));
      if (problems.some((problem) => problem.severity === 'error')) context.exitCode = EXIT.findings;
      if (problems.length === 0 && !options.json) console.log(`No problems in ${rules.rules().length} care rules.`);
    });
}

function previewCommand(context: CommandContext): Command {
  return new Command('preview')
    .description('whom a rule would mean on a day, and what it would say; nobody is written to')
    .argument('<rule>')
    .option('--on <date>', 'the day, such as 2026-09-25; left out: today')
    .action(async (id: string, options: { on?: string }) => {
      const config = readConfig(context.env);
      const rules = await openShopRules(config);
      const rule = ruleNamed(rules, id);
      const day = options.on === undefined ? today(config.TIME_ZONE) : dayNamed(options.on);
      const words = createWords(config.KNOWLEDGE_DIR);
      const speech = { words: rules.words, shopName: (locale: 'zh-CN' | 'en') => words.say(locale, 'shopName') };
      const preview = await withStorage(config, async (storage) => {
        await refreshFigures(storage, systemClock.now());
        return previewRule({ storage, timeZone: config.TIME_ZONE, speech }, rule, day);
      });
      console.log(
        `${rule.rule} on ${day.toString()}: ${preview.people} customer(s) before consent and caps are asked about`,
      );
      for (const { customer, about } of preview.some) console.log(`  ${customer}  ${about}`);
      for (const { locale, variant, reply } of preview.words) {
        if (reply === null || reply.kind === 'media') continue;
        console.log(`\n${locale} · ${variant}\n${reply.kind === 'text' ? reply.markdown : reply.prompt}`);
        if (reply.kind === 'choices') console.log(reply.choices.map(({ label }) => `[${label}]`).join(' '));
      }
    });
}

function today(timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(systemClock.now()).toZonedDateTimeISO(timeZone).toPlainDate();
}

function dayNamed(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    throw new WarmlineError('USAGE', `“${text}” is no day. Write it as 2026-09-25.`);
  }
}
