import type { Entry } from '../articles/article.ts';
import type { GapCluster } from './cluster-gaps.ts';

/** What a model wrote for a gap, for a person to check. */
export interface GapProposal {
  question: string;
  alternatives: readonly string[];
  answer: string;
  /** What is said in it and stands in no entry; null where everything that can be compared does. */
  unproven: string | null;
}

const MOST_WAYS = 12;

/**
 * A cluster as the beginning of an article: question and wordings are there, the answer is a comment. Saved as it is,
 * the linter asks for the answer, and no customer sees it. `nearest` are the entries that came up instead; a `proposal` fills the answer in,
 * under a comment that says who wrote it.
 */
export function draftGap(cluster: GapCluster, nearest: readonly Entry[], proposal?: GapProposal): string {
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
    `## ${asHeading(proposal?.question ?? cluster.label)}`,
    ...waysToAsk(cluster, proposal).map((sample) => `> ${asHeading(sample)}`),
    '',
    ...(proposal === undefined
      ? ['<!-- Write the answer here: short, with numbers, days and prices. -->']
      : proposed(proposal)),
    '',
  ].join('\n');
}

function waysToAsk({ label, samples }: GapCluster, proposal: GapProposal | undefined): string[] {
  if (proposal === undefined) return samples.slice(1);
  const ways = new Set([label, ...samples, ...proposal.alternatives]);
  ways.delete(proposal.question);
  return [...ways].slice(0, MOST_WAYS);
}

/** A heading of the model would be the next question, and its comment could swallow ours. */
function proposed({ answer, unproven }: GapProposal): string[] {
  const doubt = unproven === null ? '' : ` In no entry stands: ${inComment(unproven)}.`;
  const text = answer.replace(/<!--|-->/g, '').replace(/^(\s*)#{1,2}(?=\s)/gm, '$1###');
  return [
    `<!-- Written by a model from the entries above. Check every word before this goes live.${doubt} -->`,
    '',
    text,
  ];
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
