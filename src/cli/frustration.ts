import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { WarmlineError } from '../core/index.ts';
import { evaluateFrustration, type FrustrationReport, parseDialogues } from '../handoff/index.ts';
import type { CommandContext } from './context.ts';

/** `warmline frustration …`: how well the chat sees that a customer is upset. */
export function frustrationCommand(_context: CommandContext): Command {
  return new Command('frustration').description('how early frustration is seen').addCommand(evalCommand());
}

function evalCommand(): Command {
  return new Command('eval')
    .description("score a set of dialogues turn by turn with the chat's own code")
    .requiredOption(
      '--dialogues <file>',
      'JSON lines: {id, lang, turns: [{role, text, label?}]} or {id, lang, text, label?}',
    )
    .option('--json', 'print the report as JSON')
    .option('--out <file>', 'write one {dialogue, turn, score, level, reasons} per customer turn')
    .action((options: { dialogues: string; json?: boolean; out?: string }) => {
      const dialogues = parseDialogues(readText(options.dialogues), options.dialogues);
      const { report, results } = evaluateFrustration({ dialogues });
      if (options.out !== undefined) writeLines(options.out, results);
      console.log(options.json ? JSON.stringify(report) : toText(report));
    });
}

function toText(report: FrustrationReport): string {
  const lines = [
    `${report.dialogues} dialogues, ${report.customerTurns} customer turns`,
    `${report.labelled} labelled, ${report.displeased} of them displeased`,
    `AUROC per customer turn: ${report.auroc === null ? 'unknown, both kinds are needed' : report.auroc.toFixed(4)}`,
  ];
  for (const { level, turns, precision, recall } of report.levels) {
    lines.push(
      `${level.padEnd(10)} or worse: ${turns} turns, precision ${percent(precision)}, recall ${percent(recall)}`,
    );
  }
  return lines.join('\n');
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WarmlineError('USAGE', `${path} cannot be read. Name a JSON lines file with --dialogues.`, { cause });
  }
}

function writeLines(path: string, rows: readonly unknown[]): void {
  try {
    writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  } catch (cause) {
    throw new WarmlineError('USAGE', `${path} cannot be written. Name a file in a folder that exists with --out.`, {
      cause,
    });
  }
}
