import { Command } from 'commander';
import type { Config } from '../config.ts';
import { readConfig } from '../config.ts';
import { WarmlineError } from '../core/index.ts';
import { closeGaps, clusterGaps, draftGap, type GapCluster, listOpenQuestions } from '../knowledge/index.ts';
import { migrate } from '../storage/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
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
        .argument('<n>', 'the number in the list', Number)
        .option(...days)
        .action((number: number, options: { days: string }) =>
          withKnowledge(context, async (knowledge, config) => {
            const cluster = numbered(await openClusters(config, options.days), number);
            const nearest = cluster.nearest.flatMap((id) => knowledge.entry(id) ?? []);
            console.log(draftGap(cluster, nearest));
          }),
        ),
    )
    .addCommand(
      new Command('close')
        .description('mark the questions of cluster N as dealt with')
        .argument('<n>', 'the number in the list', Number)
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

function openClusters(config: Config, days: string): Promise<GapCluster[]> {
  const since = systemClock.now() - positive(days) * DAY_MS;
  return withStorage(config, async (storage) => {
    await migrate(storage, systemClock);
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
