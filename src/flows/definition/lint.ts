import type { Finding } from '../../content/index.ts';
import { namesIn } from '../engine/condition.ts';
import type { FlowDefinition } from '../engine/definition.ts';
import { type Step, targetsOf } from '../engine/steps/step.ts';
import { compileTemplate, isFilter, placesOf } from '../engine/template.ts';
import type { PortCatalogue } from '../ports/catalogue.ts';
import { circlesWithoutWait } from './circles.ts';

/** What is wrong with a flow that its schema cannot see: dangling names, dead steps, circles, forgotten outcomes. */
export function lintFlow(flow: FlowDefinition, ports: PortCatalogue, otherFlows: ReadonlySet<string>): Finding[] {
  return [
    ...lintNames(flow),
    ...lintTargets(flow),
    ...lintSlots(flow),
    ...lintCalls(flow, ports),
    ...lintNested(flow, otherFlows),
    ...lintTemplates(flow),
    ...lintExamples(flow),
    ...lintCues(flow),
  ];
}

function error(path: readonly (string | number)[], message: string): Finding {
  return { severity: 'error', path, message };
}

function warning(path: readonly (string | number)[], message: string): Finding {
  return { severity: 'warning', path, message };
}

function lintNames(flow: FlowDefinition): Finding[] {
  const seen = new Map<string, number>();
  return flow.steps.flatMap((step, index) => {
    const first = seen.get(step.id);
    seen.set(step.id, first ?? index);
    return first === undefined
      ? []
      : [error(['steps', index, 'id'], `step "${step.id}" is there twice. Every step needs a name of its own.`)];
  });
}

function lintTargets(flow: FlowDefinition): Finding[] {
  const ids = new Set(flow.steps.map((step) => step.id));
  const edges = new Map<string, string[]>();
  const findings: Finding[] = [];
  flow.steps.forEach((step, index) => {
    const targets = targetsOf(step, flow.steps[index + 1]?.id ?? null);
    edges.set(
      step.id,
      targets.map((target) => target.step),
    );
    for (const target of targets) {
      if (!ids.has(target.step))
        findings.push(
          error(
            ['steps', index],
            `step "${step.id}" leads to "${target.step}", which does not exist. Steps are: ${[...ids].join(', ')}.`,
          ),
        );
    }
    if (targets.length === 0 && step.kind !== 'end' && step.kind !== 'handoff')
      findings.push(
        warning(['steps', index], `step "${step.id}" is the last one and leads nowhere. Put an "end" step behind it.`),
      );
  });
  const reached = reachable(flow.steps[0]?.id ?? '', edges);
  flow.steps.forEach((step, index) => {
    if (!reached.has(step.id)) findings.push(warning(['steps', index, 'id'], `step "${step.id}" is never reached.`));
  });
  for (const circle of circlesWithoutWait(flow)) {
    const index = flow.steps.findIndex((step) => step.id === circle[0]);
    findings.push(
      error(
        ['steps', Math.max(0, index)],
        `${circle.join(' → ')} → ${circle[0]} is a circle in which nobody is asked. Put an "ask" with "again: true" into it.`,
      ),
    );
  }
  return findings;
}

function reachable(start: string, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(edges.get(id) ?? []));
  }
  return reached;
}

function lintSlots(flow: FlowDefinition): Finding[] {
  const findings: Finding[] = [];
  const asked = new Set<string>();
  flow.steps.forEach((step, index) => {
    if (step.kind !== 'ask') return;
    asked.add(step.slot);
    const slot = flow.slots[step.slot];
    for (const name of Object.keys(step.instead))
      if (flow.slots[name] === undefined)
        findings.push(error(['steps', index, 'instead', name], `slot "${name}" is not described under "slots".`));
    if (slot === undefined)
      findings.push(error(['steps', index, 'slot'], `slot "${step.slot}" is not described under "slots".`));
    if (slot?.type === 'choice' && slot.options.length === 0 && step.options_from === undefined)
      findings.push(
        error(
          ['steps', index],
          `"${step.slot}" is a choice without options. Write "options" in the slot or "options_from" here.`,
        ),
      );
    if (slot && ['media', 'yes_no', 'rating'].includes(slot.type) && step.options_from !== undefined)
      findings.push(
        error(['steps', index, 'options_from'], `options do not go with this slot; "${step.slot}" is ${slot.type}.`),
      );
  });
  for (const [name, slot] of Object.entries(flow.slots)) {
    if (slot.type === 'order_number' && !isRegex(slot.pattern))
      findings.push(error(['slots', name, 'pattern'], 'this is not a regular expression.'));
    const ids = slot.type === 'choice' ? slot.options.map((option) => option.id) : [];
    if (new Set(ids).size < ids.length)
      findings.push(error(['slots', name, 'options'], 'two options have the same id.'));
    if (slot.type === 'rating' && slot.min >= slot.max) findings.push(error(['slots', name], 'min must be below max.'));
  }
  return findings;
}

function isRegex(source: string): boolean {
  try {
    return new RegExp(`^(?:${source})$`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function lintCalls(flow: FlowDefinition, ports: PortCatalogue): Finding[] {
  return flow.steps.flatMap((step, index) => {
    if (step.kind !== 'call') return [];
    const port = ports[step.port];
    if (port === undefined)
      return [
        error(
          ['steps', index, 'port'],
          `port "${step.port}" does not exist. Ports are: ${Object.keys(ports).join(', ')}.`,
        ),
      ];
    const outcomes = [...port.outcomes, 'unavailable'];
    const missing = outcomes.filter((outcome) => step.on[outcome] === undefined);
    const unknown = Object.keys(step.on).filter((outcome) => !outcomes.includes(outcome));
    const inputs = Object.keys(step.with).filter((name) => !port.inputs.includes(name));
    return [
      ...missing.map((outcome) =>
        error(['steps', index, 'on'], `"${step.port}" may end as "${outcome}": say under "on" where that leads.`),
      ),
      ...unknown.map((outcome) =>
        error(
          ['steps', index, 'on', outcome],
          `"${step.port}" never ends as "${outcome}". It ends as: ${outcomes.join(', ')}.`,
        ),
      ),
      ...inputs.map((name) =>
        error(
          ['steps', index, 'with', name],
          `"${step.port}" takes no "${name}". It takes: ${port.inputs.join(', ') || 'nothing'}.`,
        ),
      ),
    ];
  });
}

function lintNested(flow: FlowDefinition, otherFlows: ReadonlySet<string>): Finding[] {
  return flow.steps.flatMap((step, index) => {
    if (step.kind !== 'flow' || otherFlows.has(step.flow)) return [];
    return [error(['steps', index, 'flow'], `flow "${step.flow}" does not exist (or has errors).`)];
  });
}

/** Names that templates and conditions use: slots, saved results, and the few that the engine gives. */
function lintTemplates(flow: FlowDefinition): Finding[] {
  const known = new Set([
    ...Object.keys(flow.slots),
    ...flow.steps.flatMap((step) => (step.kind === 'call' && step.save ? [step.save] : [])),
    'item',
  ]);
  const findings: Finding[] = [];
  const check = (text: string, path: readonly (string | number)[]) => {
    for (const place of placesOf(compileTemplate(text))) {
      if (!known.has(place.name))
        findings.push(error(path, `{${place.name}} is neither a slot nor the "save" of a call.`));
      for (const filter of place.filters) {
        if (!isFilter(filter.name)) findings.push(error(path, `|${filter.name} is no filter.`));
        const words = Object.keys(flow.words);
        if (
          (filter.name === 'word' || filter.name === 'bar') &&
          !words.some((word) => word.startsWith(`${filter.argument}_`))
        )
          findings.push(
            error(path, `|${filter.name}:${filter.argument} needs words such as "${filter.argument}_…" under "words".`),
          );
      }
    }
  };
  flow.steps.forEach((step, index) => {
    for (const [path, text] of textsOf(step)) check(text, ['steps', index, ...path]);
    const conditions =
      step.kind === 'branch'
        ? step.cases.map((each) => each.when)
        : step.kind === 'ask' && step.when
          ? [step.when]
          : [];
    for (const name of conditions.flatMap(namesIn))
      if (!known.has(name))
        findings.push(error(['steps', index], `"${name}" is neither a slot nor the "save" of a call.`));
  });
  return findings;
}

function textsOf(step: Step): [path: (string | number)[], text: string][] {
  const local = (key: string, words: Readonly<Record<string, string>> | undefined) =>
    Object.entries(words ?? {}).map(([locale, text]): [(string | number)[], string] => [[key, locale], text]);
  switch (step.kind) {
    case 'say':
    case 'end':
    case 'handoff':
      return local('text', step.text);
    case 'ask':
      return [...local('text', step.text), ...local('hint', step.hint), ...local('option_label', step.option_label)];
    case 'call':
    case 'flow':
      return local('with', step.with);
    case 'do':
      return step.effects.flatMap((deed, index) =>
        Object.entries(deed).flatMap(([key, value]): [(string | number)[], string][] =>
          typeof value === 'string' ? [[['effects', index, key], value]] : [],
        ),
      );
    case 'branch':
      return [];
    default:
      return step satisfies never;
  }
}

function lintCues(flow: FlowDefinition): Finding[] {
  return Object.entries(flow.cues).flatMap(([locale, cues]) =>
    (['say', 'unless', 'leave'] as const).flatMap((list) =>
      cues[list].flatMap((source, index) =>
        isRegex(source) ? [] : [error(['cues', locale, list, index], `"${source}" is not a regular expression.`)],
      ),
    ),
  );
}

function lintExamples(flow: FlowDefinition): Finding[] {
  const { 'zh-CN': chinese, en: english } = flow.examples;
  if ((chinese.length === 0) === (english.length === 0)) return [];
  return [
    warning(
      ['examples'],
      'there are examples in one language only: customers of the other cannot start this flow by saying so.',
    ),
  ];
}
