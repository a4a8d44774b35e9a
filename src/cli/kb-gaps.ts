import { Command } from 'commander';
import { openShopModel } from '../composition/model.ts';
import type { Config } from '../config.ts';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import {
  closeGaps,
  clusterGaps,
  draftGap,
  type Entry,
  type GapCluster,
  listOpenQuestions,
  writeDraft,
} from '../knowledge/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { wholeNumber } from './decision.ts';
import { EXIT } from './exit-codes.ts';
import { withKnowledge } from './with-knowledge.ts';
import { withStorage } from './with-storage.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** `warmline kb gaps`: what customers asked in vain, gathered by meaning. */
export function gapsCommand(context: CommandContext): Command {
  const days = ['--days <days>', 'only questions of the last days', '90'] as const;
  return new Command('gaps')
    .description('list what customers asked in vain, gathered by meaning')
    .option(...days)
    .option('--json', 'one JSON object per cluster')
    .action(async (options: { days: string; json?: boolean }) => {
      const clusters = await openClusters(readConfig(context.env), options.days);
      for (const [index, cluster] of clusters.entries()) {
        if (options.json) console.log(JSON.stringify({ number: index + 1, ...cluster }));
        else console.log(clusterLines(index + 1, cluster));
      }
      if (clusters.length === 0 && !options.json) console.log('No open questions.');
    })
    .addCommand(
      new Command('draft')
        .description('print a markdown draft for cluster N of the list')
        .argument('<n>', 'the number in the list', wholeNumber)
        .option(...days)
        .option('--model', 'let the configured model write it from the nearest entries, into a file that is not live')
        .action((number: number, options: { days: string; model?: boolean }) =>
          withKnowledge(context, async (knowledge, config) => {
            const cluster = numbered(await openClusters(config, options.days), number);
            const nearest = cluster.nearest.flatMap((id) => knowledge.entry(id) ?? []);
            if (!options.model) return console.log(draftGap(cluster, nearest));
            const written = await writeModelDraft(config, cluster, nearest);
            if (written.kind === 'none') context.exitCode = EXIT.findings;
            console.log(
              written.kind === 'none'
                ? `The model gave no draft (${written.why}).`
                : `${written.path}: check it, then take the "_" off its name.`,
            );
          }),
        ),
    )
    .addCommand(
      new Command('close')
        .description('mark the questions of cluster N as dealt with')
        .argument('<n>', 'the number in the list', wholeNumber)
        .option(...days)
        .action(async (number: number, options: { days: string }) => {
          const config = readConfig(context.env);
          const { gaps } = numbered(await openClusters(config, options.days), number);
          const closed = await withStorage(config, (storage) =>
            storage.transact((tx) => closeGaps(tx, gaps, systemClock.now())),
          );
          console.log(`${closed} questions closed.`);
        }),
    );
}

async function writeModelDraft(
  config: Config,
  cluster: GapCluster,
  nearest: readonly Entry[],
): Promise<{ kind: 'draft'; path: string } | { kind: 'none'; why: string }> {
  const assistant = config.MODEL_USE.includes('drafts') ? openShopModel(config, null, null) : null;
  if (assistant === null) return { kind: 'none', why: 'set MODEL_KEY, and have "drafts" in MODEL_USE' };
  const { label, samples, locale } = cluster;
  const questions = [...new Set([label, ...samples])];
  const entries = nearest.map(({ question, text }) => ({ question, answer: text }));
  const written = await assistant.draft({ questions, entries, locale });
  if (written.kind === 'none') return written;
  const text = draftGap(cluster, nearest, { ...written.draft, unproven: written.unproven });
  return { kind: 'draft', path: await writeDraft(config.KNOWLEDGE_DIR, locale, written.draft.question, text) };
}

function openClusters(config: Config, days: string): Promise<GapCluster[]> {
  const since = systemClock.now() - positive(days) * DAY_MS;
  return withStorage(config, async (storage) => {
    return clusterGaps(await listOpenQuestions(storage.db, { since }));
  });
}

function numbered(clusters: readonly GapCluster[], number: number): GapCluster {
  const cluster = clusters[number - 1];
  if (cluster !== undefined) return cluster;
  throw new WarmlineError('USAGE', `There is no cluster ${number}; "warmline kb gaps" lists ${clusters.length}.`);
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new WarmlineError('USAGE', `--days must be a number above 0, not "${text}".`);
}

function clusterLines(number: number, { label, count, unhelpful, samples, locale }: GapCluster): string {
  const others = samples.slice(1, 4).map((sample) => `       ${sample}`);
  const down = unhelpful > 0 ? ` (${unhelpful} 👎)` : '';
  return [`${String(number).padStart(3)}. ${count}×${down}  ${label}  [${locale}]`, ...others].join('\n');
}
