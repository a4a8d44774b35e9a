import type { Entry } from '../articles/article.ts';
import type { GapCluster } from './cluster-gaps.ts';

/**
 * A cluster as the beginning of an article: question and wordings are there, the answer is a comment. Saved as it is,
 * the linter asks for the answer, and no customer sees it. `nearest` are the entries that came up instead.
 */
export function draftGap(cluster: GapCluster, nearest: readonly Entry[]): string {
  const day = Temporal.Instant.fromEpochMilliseconds(cluster.latestAt).toString().slice(0, 10);
  const unhelpful = cluster.unhelpful > 0 ? `, ${cluster.unhelpful} of them after an answer that did not help` : '';
  const seen = nearest.map((entry) => `  - ${entry.path}:${entry.line} ${inComment(entry.question)}`);
  return [
    '---',
    `title: ${JSON.stringify(oneLine(cluster.label))}`,
    `locale: ${cluster.locale}`,
    'tags: []',
    '---',
    '',
    `<!-- Asked ${cluster.count} times${unhelpful}; last on ${day}.`,
    ...(seen.length > 0 ? ['     The nearest entries. Would a way to ask there be enough?', ...seen] : []),
    '-->',
    '',
    `## ${asHeading(cluster.label)}`,
    ...cluster.samples.slice(1).map((sample) => `> ${asHeading(sample)}`),
    '',
    '<!-- Write the answer here: short, with numbers, days and prices. -->',
    '',
  ].join('\n');
}

/** Customers' words must not become markup of the draft. */
function asHeading(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|!]/g, '\\$&');
}

function inComment(text: string): string {
  return oneLine(text).replace(/-{2,}|[<>]/g, ' ');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 190);
}
