import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Longest a browser may take to show something on a busy machine, in milliseconds. */
const PATIENCE = 15_000;

/** What a person does and sees in the chat, on the page or in the widget. */
export interface ChatPage {
  page: Page;
  field: Locator;
  say(text: string): Promise<void>;
  /** Everything that was said, from top to bottom: "own: …", "bot: …", "agent: …". */
  transcript(): Promise<string[]>;
  /** Waits until the transcript satisfies the expectation. */
  shows(lines: readonly string[]): Promise<void>;
  /** Waits for the lamp that is lit while there is a connection. */
  connected(): Promise<void>;
}

export function chatPage(page: Page): ChatPage {
  const field = page.locator('.chat textarea');
  async function transcript(): Promise<string[]> {
    const messages = await page.locator('.message').all();
    return Promise.all(
      messages.map(async (message) => {
        const kinds = (await message.getAttribute('class'))?.split(' ') ?? [];
        const author = ['own', 'agent', 'system', 'bot'].find((kind) => kinds.includes(kind));
        return `${author}: ${(await message.locator('.body').textContent())?.trim()}`;
      }),
    );
  }
  return {
    page,
    field,
    transcript,
    async say(text) {
      await field.fill(text);
      await field.press('Enter');
    },
    shows: (lines) => expect.poll(transcript, { timeout: PATIENCE }).toEqual(lines),
    connected: () => page.locator('.chat[data-connection="ready"]').waitFor({ timeout: PATIENCE }),
  };
}

/** Whatever the browser complained about, among it every breach of the content security policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return complaints;
}
