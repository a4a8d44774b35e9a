import * as z from 'zod';

/** What a model proposes for a gap. */
export const Draft = z.object({
  question: z.string().trim().min(2).max(200).describe('the question, in customers’ words'),
  alternatives: z.array(z.string().trim().min(2).max(200)).max(8).describe('three to six other ways to ask it'),
  answer: z.string().trim().min(2).max(4_000).describe('the answer in markdown, without headings'),
});
export type Draft = z.infer<typeof Draft>;

/** Parses what a model wrote as a draft, also where it put a fence around the JSON; null when it is none. */
export async function parseDraft(text: string): Promise<Draft | null> {
  return (await reader()).parse(text).catch(() => null);
}

/** What a prompt says about the form of a draft. */
export async function draftFormat(): Promise<string> {
  return (await reader()).getFormatInstructions();
}

async function reader() {
  const { StructuredOutputParser } = await import('@langchain/core/output_parsers');
  return StructuredOutputParser.fromZodSchema(Draft);
}
