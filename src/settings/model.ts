import * as z from 'zod';
import { list, variable, webAddress, wholeNumber } from './variable.ts';

/** What a language model may be used for; each word of MODEL_USE is one. */
export const MODEL_USES = ['phrase', 'translate', 'follow-up', 'drafts'] as const;

/** A language model: never needed, and off without a key. */
export const MODEL = {
  MODEL_KEY: variable(
    z.string().min(1).optional(),
    'When set, a language model helps (docs/recipes/use-a-model.md). Any text where the endpoint wants no key.',
    { secret: true },
  ),
  MODEL_URL: variable(
    webAddress.default('https://api.openai.com/v1'),
    'An endpoint that speaks OpenAI’s API for chats, up to its version.',
  ),
  MODEL_NAME: variable(z.string().min(1).default('gpt-4.1-mini'), 'The model, as its endpoint calls it.'),
  MODEL_PROVIDER: variable(
    z.string().min(1).default('openai'),
    'Another provider that langchain knows, such as anthropic; its package (@langchain/anthropic) has to be installed, and MODEL_URL is not used.',
  ),
  MODEL_USE: variable(
    list
      .refine(
        (uses) => uses.every((use) => MODEL_USES.some((known) => known === use)),
        `must be of ${MODEL_USES.join(', ')}, with commas`,
      )
      .default(['follow-up', 'drafts']),
    'What the model is for: phrase (shorten long answers), translate (answers that exist in the other language only), follow-up (understand “and how much is that?”), drafts (kb gaps draft --model).',
  ),
  MODEL_TIMEOUT_MS: variable(
    wholeNumber.min(200).max(20_000).default(3_000),
    'How long a customer may wait for the model, in milliseconds; then the answer comes without it.',
  ),
  MODEL_PER_MINUTE: variable(
    wholeNumber.min(1).max(600).default(6),
    'How often the model is asked in one conversation, per minute.',
  ),
} as const;
