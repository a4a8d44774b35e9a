import type * as z from 'zod';
import { WarmlineError } from './core/index.ts';
import { KNOWLEDGE } from './settings/knowledge.ts';
import { MODEL } from './settings/model.ts';
import { OUTGOING } from './settings/outgoing.ts';
import { SERVER } from './settings/server.ts';
import { SHOP, shopContradictions } from './settings/shop.ts';
import { SIGN_IN, signInContradictions } from './settings/sign-in.ts';
import { STORAGE } from './settings/storage.ts';
import { TELEGRAM, telegramContradictions } from './settings/telegram.ts';
import type { ValuesOf, Variable } from './settings/variable.ts';
import { WEB } from './settings/web.ts';
import { WECHAT, weChatContradictions } from './settings/wechat.ts';
import { WECOM, wecomContradictions } from './settings/wecom.ts';

/** Every variable that Warmline reads, in the order of `.env.example`. */
export const VARIABLES = {
  ...SERVER,
  ...STORAGE,
  ...OUTGOING,
  ...SIGN_IN,
  ...KNOWLEDGE,
  ...MODEL,
  ...SHOP,
  ...WEB,
  ...TELEGRAM,
  ...WECHAT,
  ...WECOM,
} as const;

type Values = ValuesOf<typeof VARIABLES>;

/** The parsed environment, frozen. Nothing else reads `process.env`. */
export type Config = Readonly<Values>;

/**
 * Parses the environment. Empty variables count as not set.
 * @throws WarmlineError CONFIG_INVALID naming every wrong variable at once; values of secrets are not shown.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  const wrong = new Set<string>();
  for (const [name, { schema, secret }] of Object.entries<Variable<z.ZodType>>(VARIABLES)) {
    const text = env[name]?.trim() || undefined;
    const parsed = schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else {
      wrong.add(name);
      const shown = text === undefined ? 'not set' : secret ? 'value not shown' : `is ${JSON.stringify(text)}`;
      faults.push(`${name} (${shown}): ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    }
  }
  // A wrong variable is missing among the values: that it is "not set" is no news then.
  faults.push(...contradictions(values as Values).filter((fault) => !wrong.has(fault.split(' ', 1)[0] ?? '')));
  if (faults.length > 0) {
    throw new WarmlineError(
      'CONFIG_INVALID',
      `The configuration is wrong in ${faults.length} place(s):\n  ${faults.join('\n  ')}`,
    );
  }
  return Object.freeze(values as Values);
}

function contradictions(values: Values): string[] {
  return [
    ...shopContradictions(values),
    ...signInContradictions(values),
    ...telegramContradictions(values),
    ...weChatContradictions(values),
    ...wecomContradictions(values),
  ];
}

/** The text of `.env.example`: every variable with its default, commented out. */
export function envExample(): string {
  const blocks = Object.entries<Variable<z.ZodType>>(VARIABLES).map(([name, { schema, about }]) => {
    const fallback = schema.safeParse(undefined);
    const shown = fallback.success && fallback.data !== undefined ? String(fallback.data) : '';
    return `# ${about}\n#${name}=${shown}\n`;
  });
  return `# Copy to .env and uncomment what you change. Everything has a default that runs.\n# Made by "npm run generate" from src/settings/; a test keeps both the same.\n\n${blocks.join('\n')}`;
}
