import { createWords } from '../bot/index.ts';
import type { Config } from '../config.ts';
import { type Problem, problemText } from '../content/index.ts';
import { openShopDelays } from './alerts.ts';
import { openShopRules } from './campaigns.ts';
import { openShopFlows } from './flows.ts';
import { checkOrderSource } from './orders.ts';

/** The operator's files besides the articles, as `warmline doctor` looks at them. A check resolves with what is there, or throws what is wrong. */
export function contentChecks(config: Config): { what: string; check: () => Promise<string> }[] {
  return [
    {
      what: 'words',
      async check() {
        createWords(config.KNOWLEDGE_DIR);
        return 'valid';
      },
    },
    {
      what: 'flows',
      async check() {
        const library = await openShopFlows(config);
        return withoutErrors(library.problems(), `${library.flows().length} flows`);
      },
    },
    {
      what: 'care rules',
      async check() {
        const library = await openShopRules(config);
        return withoutErrors(library.problems(), `${library.rules().length} rules`);
      },
    },
    {
      what: 'delay alerts',
      async check() {
        await openShopDelays(config);
        return 'valid';
      },
    },
    { what: 'orders', check: async () => checkOrderSource(config) },
  ];
}

function withoutErrors(problems: readonly Problem[], found: string): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(problemText).join('; '));
  return found;
}
