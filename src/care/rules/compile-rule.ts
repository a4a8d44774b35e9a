import type { Finding } from '../../content/index.ts';
import { LOCALES, type Locale } from '../../core/index.ts';
import { readSegment, type Segment } from '../../customers/index.ts';
import { type RuleDefinition, textsOf, triggerKind } from './definition.ts';
import { readTemplate, type Template } from './template.ts';
import { variablesOf } from './variables.ts';

/** One of the texts of a rule or campaign, ready to be filled. */
export interface Variant {
  name: string;
  weight: number;
  text: Readonly<Record<Locale, Template>>;
}

/** A rule as it runs. Durations in milliseconds. */
export interface Rule extends Omit<RuleDefinition, 'audience' | 'text' | 'variants'> {
  audience: Segment;
  variants: readonly Variant[];
}

export type RuleCheck =
  | { kind: 'rule'; rule: Rule; warnings: readonly Finding[] }
  | { kind: 'problems'; findings: readonly Finding[] };

/** Holds a parsed file against what cannot be said in a schema: the audience, the places in the texts, whom it hits. */
export function compileRule(definition: RuleDefinition): RuleCheck {
  const findings: Finding[] = [];
  const error = (path: readonly (string | number)[], message: string) =>
    findings.push({ severity: 'error', path, message });
  const checked = readSegment(definition.audience);
  if (checked.kind === 'problems')
    for (const { at, message } of checked.problems)
      error(
        ['audience', ...at.split('.').filter(Boolean).map(numberOrName)],
        `audience${at === '' ? '' : `.${at}`}: ${message}`,
      );
  const variables = variablesOf(triggerKind(definition.on));
  const variants: Variant[] = [];
  for (const { name, weight, text, path } of textsOf(definition)) {
    const compiled: Partial<Record<Locale, Template>> = {};
    for (const locale of LOCALES) {
      const template = readTemplate(text[locale], variables);
      if (template.kind === 'template') compiled[locale] = template.template;
      else for (const problem of template.problems) error([...path, locale], problem);
    }
    const { 'zh-CN': zh, en } = compiled;
    if (zh && en) variants.push({ name, weight, text: { 'zh-CN': zh, en } });
  }
  if (
    'holiday' in definition.on &&
    checked.kind === 'segment' &&
    meansEverybody(checked.segment) &&
    !definition.everyone
  )
    error(['audience'], 'this reaches every customer: say who is meant, or add "everyone: true"');
  if (definition.topic === 'orders')
    error(
      ['topic'],
      'messages about own orders are alerts; a care rule needs a topic that customers agreed to, such as care',
    );
  if (definition.holdout > 0 && definition.goal === undefined)
    findings.push({
      severity: 'warning',
      path: ['holdout'],
      message: 'people are left out, but without a goal there is nothing to compare',
    });
  if (checked.kind === 'problems' || findings.some(({ severity }) => severity === 'error'))
    return { kind: 'problems', findings };
  const { audience: _audience, text: _text, variants: _variants, ...rest } = definition;
  return { kind: 'rule', rule: { ...rest, audience: checked.segment, variants }, warnings: findings };
}

/** Whether a segment leaves nobody out by its form. Whoever it leaves out in fact is counted before a campaign. */
export function meansEverybody(segment: Segment): boolean {
  if ('everybody' in segment) return true;
  if ('all' in segment) return segment.all.every(meansEverybody);
  if ('any' in segment) return segment.any.some(meansEverybody);
  if ('not' in segment) return 'not' in segment.not && meansEverybody(segment.not.not);
  return false;
}

function numberOrName(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step;
}
