import type { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import type { ChatPromptTemplate } from '@langchain/core/prompts';
import type { Runnable } from '@langchain/core/runnables';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { errorText } from '../core/index.ts';
import type { ChatModel } from './chat-model.ts';

/** Messages with {names} in them, filled with values that are data and never instructions. */
export type Prompt = readonly (readonly ['system' | 'human', string])[];

/** What became of asking. Nothing here throws: without a model everything goes on as if there were none. */
export type Said =
  | { kind: 'said'; text: string }
  | { kind: 'silent'; why: 'timeout' | 'resting' | 'busy' | 'over-budget' | 'failed'; detail: string };

export interface LanguageModel {
  /** `asker`: the conversation whose budget this is; null for an operator. */
  say(prompt: Prompt, values: Readonly<Record<string, string>>, asker: string | null): Promise<Said>;
  /** Loads the packages before the first customer has to wait for them. */
  warm(): Promise<void>;
}

export interface LanguageModelOptions {
  open(): Promise<ChatModel>;
  timeoutMs: number;
  /** Takes one from the asker's budget; false when there is none left. */
  mayAsk(asker: string): Promise<boolean>;
}

/** A dead endpoint costs three waits, then none for half a minute. */
const FAILURES = 3;
const PAUSE_MS = 30_000;
/** So many conversations wait for the model at once; the others do without, so a slow one cannot hold up the shop. */
const AT_ONCE = 8;
/** An operator waits for a draft longer than a customer for an answer. */
const OPERATOR_MS = 60_000;
/** More than any answer here may have. */
const LONGEST = 20_000;

export function createLanguageModel({ open, timeoutMs, mayAsk }: LanguageModelOptions): LanguageModel {
  let opened: Promise<Parts> | null = null;
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: PAUSE_MS, breaker: new ConsecutiveBreaker(FAILURES) });
  const forCustomers = wrap(bulkhead(AT_ONCE), breaker, timeout(timeoutMs, TimeoutStrategy.Aggressive));
  const forOperators = timeout(OPERATOR_MS, TimeoutStrategy.Aggressive);

  function parts(): Promise<Parts> {
    opened ??= openParts(open).catch((cause) => {
      opened = null;
      throw cause;
    });
    return opened;
  }

  async function ask(prompt: Prompt, values: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string> {
    const { model, fill, read, untraced } = await parts();
    const text = await fill(prompt)
      .pipe(model)
      .pipe(read)
      .invoke(values, { signal, callbacks: [untraced] });
    return text.slice(0, LONGEST).trim();
  }

  return {
    async say(prompt, values, asker) {
      try {
        if (asker !== null && !(await mayAsk(asker))) return { kind: 'silent', why: 'over-budget', detail: '' };
        const policy = asker === null ? forOperators : forCustomers;
        return { kind: 'said', text: await policy.execute(({ signal }) => ask(prompt, values, signal)) };
      } catch (cause) {
        return { kind: 'silent', why: whyOf(cause), detail: errorText(cause) };
      }
    },
    async warm() {
      await parts().catch(() => undefined);
    },
  };
}

function whyOf(cause: unknown): Extract<Said, { kind: 'silent' }>['why'] {
  if (cause instanceof TaskCancelledError) return 'timeout';
  if (cause instanceof BrokenCircuitError) return 'resting';
  return cause instanceof BulkheadRejectedError ? 'busy' : 'failed';
}

interface Parts {
  model: ChatModel;
  fill(prompt: Prompt): ChatPromptTemplate;
  read: Runnable<Awaited<ReturnType<ChatModel['invoke']>>, string>;
  untraced: BaseCallbackHandler;
}

async function openParts(open: () => Promise<ChatModel>): Promise<Parts> {
  const [{ ChatPromptTemplate }, { StringOutputParser }, { BaseCallbackHandler }, model] = await Promise.all([
    import('@langchain/core/prompts'),
    import('@langchain/core/output_parsers'),
    import('@langchain/core/callbacks/base'),
    open(),
  ]);
  /**
   * langchain reports every call to LangSmith when a variable of the environment says so. What customers write goes to the
   * configured model and nowhere else: under this name the reporter counts as being there already.
   */
  class Untraced extends BaseCallbackHandler {
    name = 'langchain_tracer';
  }
  return {
    model,
    fill: (prompt) => ChatPromptTemplate.fromMessages(prompt.map(([role, text]) => [role, text])),
    read: new StringOutputParser(),
    untraced: new Untraced(),
  };
}
