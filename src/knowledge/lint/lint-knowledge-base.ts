import { type Clock, LOCALES } from '../../core/index.ts';
import type { Article, Entry } from '../articles/article.ts';
import { createKnowledge, type KnowledgeService } from '../create-knowledge.ts';
import { shelve, translationKey } from '../service/shelf.ts';
import type { Workshop } from '../workshop.ts';
import { deadReferences } from './dead-references.ts';
import type { LintFinding } from './finding.ts';
import { similarPhrasings } from './similar-phrasings.ts';

export interface LintOptions {
  directory: string;
  clock: Clock;
  maxWrong: number;
  timeZone?: string;
  /** Entries that end within this many days are named; 30 unless told. */
  soonDays?: number;
  /** Shared with other bases. */
  workshop?: Workshop;
}

const SOON_DAYS = 30;

/** Looks for everything that would give customers a wrong, stale or no answer. Sorted by path and line. */
export async function lintKnowledgeBase(options: LintOptions): Promise<LintFinding[]> {
  const knowledge = await createKnowledge({ ...options, watch: false });
  try {
    const { articles, entries, problems } = knowledge.snapshot();
    const today = Temporal.Instant.fromEpochMilliseconds(options.clock.now())
      .toZonedDateTimeISO(options.timeZone ?? 'Asia/Shanghai')
      .toPlainDate();
    const findings: LintFinding[] = [
      ...problems.map((problem): LintFinding => ({ rule: 'broken', ...problem })),
      ...similarPhrasings(entries),
      ...missingTranslations(articles),
      ...ending(entries, today, options.soonDays ?? SOON_DAYS),
      ...(await deadReferences(options.directory, articles)),
      ...(await unfindable(knowledge, today.toString())),
    ];
    return findings.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  } finally {
    await knowledge.close();
  }
}

/** Only where the base has several languages at all. */
function missingTranslations(articles: readonly Article[]): LintFinding[] {
  const locales = LOCALES.filter((locale) => articles.some((article) => article.locale === locale));
  if (locales.length < 2) return [];
  const entries = articles.flatMap((article) => article.entries);
  const shelf = shelve({ version: 0, articles, entries, synonyms: [], problems: [] });
  const findings: LintFinding[] = [];
  const finding = (entry: Entry, message: string) =>
    findings.push({ rule: 'translation', severity: 'warning', path: entry.path, line: entry.line, message });
  for (const article of articles) {
    const nameless = article.entries.find((entry) => translationKey(entry) === null);
    if (nameless !== undefined) {
      finding(nameless, 'Without a name such as {#delivery-time} after the heading its translation cannot be found.');
    }
    for (const entry of article.entries) {
      if (translationKey(entry) === null) continue;
      const missing = locales.filter((locale) => shelf.inLocale(entry, locale) === null);
      if (missing.length > 0)
        finding(entry, `"${entry.question}" {#${entry.anchor}} is missing in ${missing.join(', ')}.`);
    }
  }
  return findings;
}

function ending(entries: readonly Entry[], today: Temporal.PlainDate, soonDays: number): LintFinding[] {
  return entries.flatMap((entry): LintFinding[] => {
    if (entry.validUntil === null) return [];
    const days = today.until(Temporal.PlainDate.from(entry.validUntil), { largestUnit: 'days' }).days;
    const at = { severity: 'warning' as const, path: entry.path, line: entry.line };
    if (days < 0)
      return [
        { rule: 'expired', ...at, message: `"${entry.question}" ended on ${entry.validUntil}. Renew or remove it.` },
      ];
    if (days > soonDays) return [];
    return [{ rule: 'expiring', ...at, message: `"${entry.question}" ends on ${entry.validUntil}, in ${days} days.` }];
  });
}

/** Entries that the search never puts first, not even for their own words. */
async function unfindable(knowledge: KnowledgeService, today: string): Promise<LintFinding[]> {
  const findings: LintFinding[] = [];
  for (const entry of knowledge.entries()) {
    if ((entry.validFrom ?? today) > today || (entry.validUntil ?? today) < today) continue;
    if (await findsItself(knowledge, entry)) continue;
    const message = `No way of asking "${entry.question}" finds it first. Give it words that the other entries do not have.`;
    findings.push({ rule: 'unfindable', severity: 'warning', path: entry.path, line: entry.line, message });
  }
  return findings;
}

async function findsItself(knowledge: KnowledgeService, entry: Entry): Promise<boolean> {
  for (const text of [entry.question, ...entry.alternatives]) {
    const { ranked } = await knowledge.search(text, { locale: entry.locale, audience: entry.audience });
    if (ranked[0]?.id === entry.id) return true;
  }
  return false;
}
