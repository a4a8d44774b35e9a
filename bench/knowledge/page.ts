import { cpus } from 'node:os';
import type { Measured, SetOutcomes } from './kept-results.ts';

/** What each folder of the public sets is, by its source. */
const SOURCES: Readonly<Record<string, string>> = {
  'zh-open-lcqmc': 'LCQMC: open-domain paraphrases, near-miss unanswerables',
  'zh-bank-bq-topics': 'BQ corpus: bank customers, short, with typos',
  'zh-insurance': 'baoxianzhidao: long user texts to a question title, answers present',
  'zh-insurance-passage': 'baoxianzhidao: a question to an answer text, no question in the base',
  'en-banking77': 'BANKING77: few phrasings, unanswerables from other intents',
  'en-banking77-full77': 'BANKING77: all 77 intents, ten phrasings each',
  'en-clinc150': 'CLINC150 (oos-eval), with out-of-scope questions',
  'en-hint3-curekart': 'HINT3 v2, Curekart: real shop chatbot queries',
  'en-hint3-sofmattress': 'HINT3 v2, SOFMattress: real shop chatbot queries',
};

/** The whole page. Figures come from the run alone. */
export function benchmarksPage(all: readonly SetOutcomes[]): string {
  const publicSets = all.filter(({ set }) => set in SOURCES);
  return `# Benchmarks: finding the right answer

Written by \`npm run bench:knowledge\`; do not edit by hand. One process per system and set, one after the other, on
${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}. ${whenMeasured(all)}

- **recall@1, recall@3, MRR@10**: over the questions that something in the base answers.
- **AUROC**: the chance that an answerable question gets a higher confidence than an unanswerable one.
- **at 2, 5, 10 %**: the share of all questions that could be answered with at most so many of the answers wrong, had
  one known the threshold. Peers have no calibration: their top score stands for confidence.
- **answered, wrong**: what Warmline's own threshold did at \`KNOWLEDGE_MAX_WRONG=0.05\`.

Peers get segmented words (jieba) and character pairs for Chinese, stems for English, and every phrasing as a document
of its own. FlexSearch has no scores; the share of the question's words in its first document stands for one.

![recall@1 per set](pictures/benchmark-recall.svg)

${publicSets.length > 0 ? summaryOf(publicSets) : 'The public sets were not there in this run.\n'}
What the weights were fitted on, and how they do on sets that they were not fitted on, is in
[adr/0012-confidence-from-the-base-itself.md](adr/0012-confidence-from-the-base-itself.md).

${all.map((each) => `## ${each.set}\n\n${SOURCES[each.set] ?? describeOwn(each.set)}.\n\n${tableOf(each)}`).join('\n')}`;
}

export function tableOf({ set, outcomes }: SetOutcomes): string {
  const head =
    '| system | recall@1 | recall@3 | MRR@10 | AUROC | at 2 % | at 5 % | at 10 % | answered | wrong | build ms | p50 ms | p99 ms | MB |';
  const rule = `|---|${'---:|'.repeat(13)}`;
  const rows = outcomes.map(({ system, outcome }) => {
    if (outcome.kind === 'unfinished') return `| ${system} | ${outcome.why} |${' |'.repeat(12)}`;
    const { quality, buildMs, peakMemoryMb } = outcome.report;
    const own = system === 'warmline';
    const cells = [
      share(quality.recallAt1),
      share(quality.recallAt3),
      share(quality.mrrAt10),
      quality.auroc === null ? '–' : share(quality.auroc),
      percent(quality.coverageAtRisk[2]),
      percent(quality.coverageAtRisk[5]),
      percent(quality.coverageAtRisk[10]),
      own ? percent(quality.answered) : '–',
      own ? percent(quality.wrong) : '–',
      buildMs.toFixed(0),
      quality.queryMs.p50.toFixed(2),
      quality.queryMs.p99.toFixed(2),
      peakMemoryMb.toFixed(0),
    ];
    return `| ${own ? '**warmline**' : system} | ${cells.join(' | ')} |`;
  });
  return `${[set === '' ? '' : head, rule, ...rows].join('\n')}\n`;
}

function summaryOf(sets: readonly SetOutcomes[]): string {
  const rows = sets.map(({ set, outcomes }) => {
    const own = reportOf(outcomes, 'warmline');
    const peers = outcomes.flatMap(({ system, outcome }) =>
      system !== 'warmline' && outcome.kind === 'done' ? [{ system, ...outcome.report.quality }] : [],
    );
    const best = peers.sort((a, b) => b.recallAt1 - a.recallAt1)[0];
    const ahead = own && best ? own.recallAt1 - best.recallAt1 : Number.NaN;
    return { set, own, best, ahead };
  });
  const owns = rows.flatMap(({ own }) => (own ? [own] : []));
  const aurocs = owns.flatMap(({ auroc }) => (auroc === null ? [] : [auroc]));
  const lines = rows.map(
    ({ set, own, best, ahead }) =>
      `| ${set} | ${own ? share(own.recallAt1) : '–'} | ${best ? `${share(best.recallAt1)} (${best.system})` : '–'} | ${ahead >= 0 ? '+' : ''}${share(ahead)} | ${own?.auroc ? share(own.auroc) : '–'} | ${own ? percent(own.answered) : '–'} | ${own ? percent(own.wrong) : '–'} |`,
  );
  return `## The public sets together

| set | warmline recall@1 | best peer | ahead | AUROC | answered | wrong |
|---|---:|---:|---:|---:|---:|---:|
${lines.join('\n')}
| **mean** | **${share(mean(owns.map(({ recallAt1 }) => recallAt1)))}** | | | **${share(mean(aurocs))}** | **${percent(mean(owns.map(({ answered }) => answered)))}** | **${percent(mean(owns.map(({ wrong }) => wrong)))}** |
`;
}

/** Times mean something only beside how busy the machine was. */
function whenMeasured(all: readonly SetOutcomes[]): string {
  const rows = all.flatMap(({ outcomes }) => outcomes);
  const [own, peers] = [true, false].map((isOwn) =>
    rows.filter(({ system }) => (system === 'warmline') === isOwn).map(({ measured }) => measured),
  );
  return `Warmline's rows are of ${span(own ?? [])}, its peers' of ${span(peers ?? [])}. With more waiting than
there are processors, times are too long: look at the other figures then, and at times within one table only.`;
}

function span(measured: readonly Measured[]): string {
  const days = [...new Set(measured.map(({ on }) => on))].sort();
  const loads = measured.flatMap(({ load }) => load ?? []);
  const when = days.length > 1 ? `${days[0]} to ${days.at(-1)}` : (days[0] ?? 'no day');
  const load = loads.length === 0 ? 'not noted' : `${Math.min(...loads)} to ${Math.max(...loads)}`;
  return `${when} (load of the machine: ${load})`;
}

function reportOf(outcomes: SetOutcomes['outcomes'], system: string) {
  const found = outcomes.find((each) => each.system === system)?.outcome;
  return found?.kind === 'done' ? found.report.quality : null;
}

function describeOwn(set: string): string {
  return set.startsWith('crowded')
    ? 'Made at run time from templates: many near-equal questions in both languages, asked with words left out or in another order'
    : 'Written for this repository; nothing was fitted on it';
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function share(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(3);
}

function percent(value: number): string {
  return Number.isNaN(value) ? '–' : `${(value * 100).toFixed(1)} %`;
}
