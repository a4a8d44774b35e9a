import { campaignOf, careFigures, careSources, previewRule, triggerKind } from '../../../care/index.ts';
import type { Storage } from '../../../storage/index.ts';
import type { CAMPAIGNS_API } from '../../contract/campaigns.ts';
import type { DeskParts, Handlers } from '../desk-parts.ts';
import { notFound } from '../refusal.ts';

type CareCall = Extract<keyof typeof CAMPAIGNS_API, `care${string}`>;

/** What is said first without a campaign: rules from files, the flows that they may begin, and what all of it brought about. */
export const careCalls: Handlers<CareCall> = {
  async careRules({ care }) {
    return {
      items: care.rules.rules().map(({ rule, title, enabled, on, at, topic, variants, holdout, goal }) => ({
        ...{ rule, title, enabled, at, topic, holdout },
        trigger: triggerKind(on),
        variants: variants.length,
        goal: goal?.kind ?? null,
      })),
      problems: care.rules.problems().map(({ file, line, message }) => `${file}:${line} ${message}`),
    };
  },
  async careRulePreview({ storage, care }, { params, now }) {
    const rule = care.rules.rule(params['rule'] ?? '');
    if (!rule) throw notFound();
    const { timeZone } = care.audience;
    const day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
    const { people, some, words } = await previewRule({ storage, timeZone, speech: care.speech }, rule, day);
    return {
      people,
      some: await namedCandidates(storage, some),
      words: words.flatMap(({ locale, variant, reply }) =>
        reply === null || reply.kind === 'media'
          ? []
          : [
              {
                ...{ locale, variant },
                markdown: reply.kind === 'text' ? reply.markdown : reply.prompt,
                choices: reply.kind === 'text' ? [] : reply.choices.map(({ label }) => label),
              },
            ],
      ),
    };
  },
  async careFlows({ care }) {
    return { items: (care.audience.flows?.() ?? []).map(({ id, title }) => ({ flow: id, title })) };
  },
  async careInsight({ storage, care }, { query, now }) {
    const period = { from: query.from ?? now - 30 * 24 * 60 * 60_000, to: query.to ?? now + 1 };
    const items = [];
    for (const source of await careSources(storage.db)) {
      const { title, goal } = await aboutSource({ storage, care }, source);
      const figures = await careFigures(storage.db, source, goal, period);
      if (figures.meant + figures.heldOut + Object.keys(figures.excluded).length === 0) continue;
      const { lift } = figures.goal ?? { lift: null };
      items.push({
        ...figures,
        title,
        goal:
          figures.goal === null
            ? null
            : {
                ...figures.goal,
                lift: lift === null ? null : { ...lift.interval, difference: lift.difference, isClear: lift.isClear },
              },
      });
    }
    return { items };
  },
};

async function namedCandidates({ db }: Storage, some: readonly { customer: string }[]) {
  if (some.length === 0) return [];
  const ids = some.map(({ customer }) => customer);
  const rows = await db.selectFrom('customers').select(['id', 'name']).where('id', 'in', ids).execute();
  return rows.map(({ id, name }) => ({ customer: id, name }));
}

/** What a source is called, and what it was to bring about. */
async function aboutSource({ storage, care }: Pick<DeskParts, 'storage' | 'care'>, source: string) {
  const [kind = '', name = ''] = [source.slice(0, source.indexOf(':')), source.slice(source.indexOf(':') + 1)];
  if (kind === 'rule') {
    const rule = care.rules.rule(name);
    return { title: rule?.title ?? { 'zh-CN': name, en: name }, goal: rule?.goal ?? null };
  }
  if (kind === 'campaign') {
    const row = await storage.db.selectFrom('care_campaigns').selectAll().where('id', '=', name).executeTakeFirst();
    if (row) return { title: { 'zh-CN': row.title, en: row.title }, goal: campaignOf(row).content.goal };
  }
  return { title: SOURCE_NAMES[source] ?? { 'zh-CN': name, en: name }, goal: null };
}

/** What comes neither from a file of the shop nor from a person. */
const SOURCE_NAMES: Readonly<Record<string, { 'zh-CN': string; en: string }>> = {
  'alert:delay': { 'zh-CN': '延误提醒', en: 'Delay alerts' },
};
