import { type Config, readConfig } from '../config.ts';
import { createKnowledge, type KnowledgeService } from '../knowledge/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';

/** Opens the configured knowledge base (or another folder) for one command and closes it again. */
export async function withKnowledge<T>(
  { env }: CommandContext,
  work: (knowledge: KnowledgeService, config: Config) => Promise<T>,
  directory?: string,
): Promise<T> {
  const config = readConfig(env);
  const knowledge = await createKnowledge({
    directory: directory ?? config.KNOWLEDGE_DIR,
    clock: systemClock,
    maxWrong: config.KNOWLEDGE_MAX_WRONG,
    watch: false,
  });
  try {
    return await work(knowledge, config);
  } finally {
    await knowledge.close();
  }
}
