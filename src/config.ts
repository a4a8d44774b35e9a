import * as z from 'zod';
import { Locale, WarmlineError } from './core/index.ts';

/** One environment variable: how it is parsed and what a person is told about it in `.env.example`. */
interface Variable<T extends z.ZodType> {
  schema: T;
  about: string;
  secret?: boolean;
}

function variable<T extends z.ZodType>(schema: T, about: string, options: { secret?: boolean } = {}): Variable<T> {
  return { schema, about, ...options };
}

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
const wholeNumber = z.coerce.number().int();
const databaseUrl = z
  .string()
  .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:PATH or postgres://user:password@host/name');

/** Every variable that Warmline reads, in the order of `.env.example`. */
export const VARIABLES = {
  HOST: variable(z.string().default('localhost'), 'Where the HTTP server listens. 0.0.0.0 inside a container.'),
  PORT: variable(wholeNumber.min(0).max(65_535).default(8080), 'Its port; 0 takes a free one.'),
  PUBLIC_URL: variable(
    z.url({ protocol: /^https?$/ }).optional(),
    'How the outside reaches this server. Needed for webhooks.',
  ),
  TRUST_PROXY: variable(flag.default(false), 'true when a reverse proxy in front sets X-Forwarded-For.'),
  LOG_LEVEL: variable(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'), 'What is logged.'),
  METRICS_TOKEN: variable(z.string().min(16).optional(), 'When set, /metrics wants it as a bearer token.', {
    secret: true,
  }),
  SHUTDOWN_MS: variable(
    wholeNumber.min(0).max(25_000).default(20_000),
    'How long a stop may take to send what is due, in milliseconds.',
  ),

  DATABASE_URL: variable(
    databaseUrl.default('sqlite:data/warmline.db'),
    'sqlite:PATH (embedded) or postgres://… (several processes).',
    { secret: true },
  ),
  REDIS_URL: variable(
    z
      .string()
      .regex(/^rediss?:\/\/.+$/, 'must be redis://host:port')
      .optional(),
    'Only for several processes: shared lanes, limits and live events.',
    { secret: true },
  ),

  OUTGOING_ALLOWED_HOSTS: variable(
    list.default([]),
    'Private hosts that webhooks, the order system and sign-in may be called at, with commas: crm.internal,10.0.0.5:9000',
  ),

  OIDC_ISSUER: variable(
    z.url({ protocol: /^https?$/ }).optional(),
    "Your company's sign-in for the console (OpenID Connect), such as https://login.shop.example. Needs PUBLIC_URL; register PUBLIC_URL/sign-in/company/callback there.",
  ),
  OIDC_CLIENT_ID: variable(z.string().optional(), 'As registered there.'),
  OIDC_CLIENT_SECRET: variable(z.string().optional(), 'As registered there.', { secret: true }),
  OIDC_NAME: variable(z.string().max(40).default('SSO'), 'Its name on the button.'),
  OIDC_TRUST_EMAIL: variable(
    flag.default(false),
    'true: believe addresses of which the issuer does not say that they were verified (Microsoft Entra). Only where nobody can choose their own.',
  ),

  KNOWLEDGE_DIR: variable(z.string().default('knowledge-base'), 'The folder with articles, words and flows.'),
  KNOWLEDGE_CACHE_DIR: variable(
    z.string().min(1).default('data/cache'),
    'Where read articles and built indexes are kept for the next start. May be deleted at any time.',
  ),
  KNOWLEDGE_MAX_WRONG: variable(
    z.coerce.number().min(0.005).max(0.5).default(0.05),
    'Share of given answers that may be wrong; lower answers less and asks back more.',
  ),
  EMBEDDINGS_URL: variable(
    z.url({ protocol: /^https?$/ }).default('https://api.openai.com/v1'),
    'An endpoint that speaks OpenAI’s API for embeddings, up to its version.',
  ),
  EMBEDDINGS_KEY: variable(
    z.string().min(1).optional(),
    'When set, a model’s embeddings help with the ranking. Any text where the endpoint wants no key.',
    { secret: true },
  ),
  EMBEDDINGS_MODEL: variable(z.string().min(1).default('text-embedding-3-small'), 'The model of the embeddings.'),
  DEFAULT_LOCALE: variable(Locale.default('zh-CN'), 'Language until the customer shows another.'),

  TIME_ZONE: variable(
    z
      .string()
      .refine((zone) => isTimeZone(zone), 'must be an IANA name such as Asia/Shanghai')
      .default('Asia/Shanghai'),
    "The shop's own time zone, for opening hours, dates and deadlines.",
  ),
  ORDERS_REST_CONFIG: variable(
    z.string().optional(),
    'A JSON file that tells how to ask your order system (docs/recipes/connect-orders.md). Empty: the built-in order book.',
  ),
  ORDERS_API_TOKEN: variable(
    z.string().min(24).optional(),
    'Lets your systems feed orders: POST /api/orders with it as a bearer token. At least 24 characters.',
    { secret: true },
  ),
  ORDERS_WEBHOOK_SECRET: variable(
    z.string().min(24).optional(),
    'Signs what your systems post to /webhooks/orders (docs/recipes/connect-orders.md). At least 24 characters.',
    { secret: true },
  ),
  KUAIDI100_CUSTOMER: variable(z.string().optional(), 'Customer id at 快递100, for live tracking.'),
  KUAIDI100_KEY: variable(z.string().optional(), 'Its key.', { secret: true }),
  KUAIDI100_URL: variable(
    z.url({ protocol: /^https?$/ }).default('https://poll.kuaidi100.com/poll/query.do'),
    'Its address.',
  ),
  KUAIDI100_CARRIERS: variable(
    list
      .refine((pairs) => pairs.every((pair) => /^[^=]+=[a-z0-9]+$/i.test(pair)), 'must be name=code, with commas')
      .default([]),
    'Carriers under names of your own, with their codes at 快递100: 家具专线=jiajuzhuanxian, with commas. The common ones are known.',
  ),
  TIER_SCHEME: variable(
    z.enum(['membership', 'lifecycle', 'none']).default('membership'),
    'Tiers that rules give: by spending, by activity, or none (then only people and imports set them).',
  ),

  WEB_SITE: variable(
    z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .default('shop'),
    'Name of the web chat; part of every web address, so do not change it later.',
  ),
  WEB_SECRET: variable(z.string().min(32).optional(), 'Signs visitor ids. Made and kept in the database when empty.', {
    secret: true,
  }),
  WEB_ALLOWED_ORIGINS: variable(
    list.default([]),
    'Other sites that may embed the widget, with commas: https://shop.example',
  ),

  TELEGRAM_BOT_TOKEN: variable(
    z
      .string()
      .regex(/^\d+:[\w-]{30,}$/, 'must look like 123456:ABC… as @BotFather gave it')
      .optional(),
    'Switches Telegram on.',
    { secret: true },
  ),
  TELEGRAM_MODE: variable(
    z.enum(['polling', 'webhook']).default('polling'),
    'polling needs no public address; webhook needs PUBLIC_URL and TELEGRAM_WEBHOOK_SECRET.',
  ),
  TELEGRAM_WEBHOOK_SECRET: variable(z.string().optional(), '1 to 256 letters, digits, _ or -.', { secret: true }),
  TELEGRAM_API_ROOT: variable(
    z.url({ protocol: /^https?$/ }).default('https://api.telegram.org'),
    'Another Bot API server, such as one of your own.',
  ),
  TELEGRAM_STAFF_GROUP: variable(
    z
      .string()
      .regex(/^-100\d{6,13}$/, 'must be the id of a supergroup with topics, such as -1001234567890')
      .optional(),
    'The supergroup with topics in which your staff meets customers; the bot has to be its administrator.',
  ),
  TELEGRAM_LIMIT_GLOBAL: variable(wholeNumber.min(1).default(30), 'Messages per second in all chats together.'),
  TELEGRAM_LIMIT_CHAT: variable(wholeNumber.min(1).default(3), 'Messages per 3 seconds to one chat.'),
  TELEGRAM_LIMIT_GROUP: variable(wholeNumber.min(1).default(20), 'Messages per minute to one group.'),
} as const;

type Values = { [Name in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[Name]['schema']> };

/** The parsed environment, frozen. Nothing else reads `process.env`. */
export type Config = Readonly<Values>;

/**
 * Parses the environment. Empty variables count as not set.
 * @throws WarmlineError CONFIG_INVALID naming every wrong variable at once; values of secrets are not shown.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, { schema, secret }] of Object.entries<Variable<z.ZodType>>(VARIABLES)) {
    const text = env[name]?.trim() || undefined;
    const parsed = schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else {
      const shown = text === undefined ? 'not set' : secret ? 'value not shown' : `is ${JSON.stringify(text)}`;
      faults.push(`${name} (${shown}): ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    }
  }
  faults.push(...(faults.length === 0 ? contradictions(values as Values) : []));
  if (faults.length > 0) {
    throw new WarmlineError(
      'CONFIG_INVALID',
      `The configuration is wrong in ${faults.length} place(s):\n  ${faults.join('\n  ')}`,
    );
  }
  return Object.freeze(values as Values);
}

function contradictions(config: Config): string[] {
  const faults: string[] = [];
  if ((config.KUAIDI100_CUSTOMER === undefined) !== (config.KUAIDI100_KEY === undefined)) {
    faults.push('KUAIDI100_KEY (value not shown): set it together with KUAIDI100_CUSTOMER, or neither');
  }
  if (config.OIDC_ISSUER !== undefined) {
    for (const name of ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'PUBLIC_URL'] as const) {
      if (!config[name]) faults.push(`${name} (not set): OIDC_ISSUER needs it`);
    }
  }
  if (config.TELEGRAM_BOT_TOKEN && config.TELEGRAM_MODE === 'webhook') {
    if (!config.PUBLIC_URL)
      faults.push('PUBLIC_URL (not set): TELEGRAM_MODE=webhook needs the https address of this server');
    if (!/^[\w-]{1,256}$/.test(config.TELEGRAM_WEBHOOK_SECRET ?? '')) {
      faults.push(
        'TELEGRAM_WEBHOOK_SECRET (value not shown): set it to 1–256 letters, digits, _ or -; a webhook without it could be called by anybody',
      );
    }
  }
  return faults;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The text of `.env.example`: every variable with its default, commented out. */
export function envExample(): string {
  const blocks = Object.entries<Variable<z.ZodType>>(VARIABLES).map(([name, { schema, about }]) => {
    const fallback = schema.safeParse(undefined);
    const shown = fallback.success && fallback.data !== undefined ? String(fallback.data) : '';
    return `# ${about}\n#${name}=${shown}\n`;
  });
  return `# Copy to .env and uncomment what you change. Everything has a default that runs.\n# Made by "npm run generate" from src/config.ts; a test keeps both the same.\n\n${blocks.join('\n')}`;
}
