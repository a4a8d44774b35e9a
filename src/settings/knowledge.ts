import * as z from 'zod';
import { Locale } from '../core/index.ts';
import { variable, webAddress } from './variable.ts';

/** Articles, and the models that may help with them. */
export const KNOWLEDGE = {
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
    webAddress.default('https://api.openai.com/v1'),
    'An endpoint that speaks OpenAI’s API for embeddings, up to its version.',
  ),
  EMBEDDINGS_KEY: variable(
    z.string().min(1).optional(),
    'When set, a model’s embeddings help with the ranking. Any text where the endpoint wants no key.',
    { secret: true },
  ),
  EMBEDDINGS_MODEL: variable(z.string().min(1).default('text-embedding-3-small'), 'The model of the embeddings.'),
  DEFAULT_LOCALE: variable(Locale.default('zh-CN'), 'Language until the customer shows another.'),
} as const;
