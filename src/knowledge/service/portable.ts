import type { Entry } from '../articles/article.ts';

/**
 * Makes an answer readable outside its folder: links to other articles become their words, pictures of the knowledge
 * base become addresses under `assetBase` (or their description, where none is known). Other links stay.
 */
export function portable({ markdown, relativeLinks }: Entry, assetBase: string | null): string {
  let text = markdown;
  for (const { start, end, label, picture } of relativeLinks.toReversed()) {
    const shown = picture === null || assetBase === null ? label : `![${label}](${assetBase}${encodeURI(picture)})`;
    text = text.slice(0, start) + shown + text.slice(end);
  }
  return text;
}
