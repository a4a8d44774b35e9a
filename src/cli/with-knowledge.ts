import { openKnowledge } from '../composition/flows.ts';
import { type Config, readConfig } from '../config.ts';
import type { KnowledgeService } from '../knowledge/index.ts';
import type { CommandContext } from './context.ts';

/** Opens the configured knowledge base (or another folder) for one command and closes it again. */
export async function withKnowledge<T>(
  { env, workshop }: CommandContext,
  work: (knowledge: KnowledgeService, config: Config) => Promise<T>,
  directory?: string,
): Promise<T> {
  const config = readConfig(env);
  const knowledge = await openKnowledge(directory === undefined ? config : { ...config, KNOWLEDGE_DIR: directory }, {
    watch: false,
    workshop: await workshop(),
  });
  try {
    return await work(knowledge, config);
  } finally {
    await knowledge.close();
  }
}
