import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Article, Entry, Reference } from '../articles/article.ts';
import { assetPath } from '../articles/relative-links.ts';
import type { LintFinding } from './finding.ts';

/** Links and pictures inside the knowledge base that lead nowhere. Addresses of the web are not visited. */
export async function deadReferences(directory: string, articles: readonly Article[]): Promise<LintFinding[]> {
  const byPath = new Map(articles.map((article) => [article.path, article]));
  const findings: LintFinding[] = [];
  for (const article of articles) {
    for (const entry of article.entries) {
      for (const reference of entry.references) {
        const message = await whyDead(directory, entry, reference, byPath);
        if (message === null) continue;
        const rule = reference.kind === 'image' ? 'dead-image' : 'dead-link';
        findings.push({ rule, severity: 'error', path: entry.path, line: reference.line, message });
      }
    }
  }
  return findings;
}

async function whyDead(
  directory: string,
  entry: Entry,
  { url }: Reference,
  byPath: ReadonlyMap<string, Article>,
): Promise<string | null> {
  if (/^(?:https?|mailto|tel):|^\/\//i.test(url)) return null;
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return `"${url}" is not an address that customers can open.`;
  const fragment = /#(.*)$/.exec(url)?.[1] ?? '';
  const target = url.startsWith('#') ? entry.path : assetPath(entry.path, url);
  if (target === null) return `"${url}" leads out of the knowledge base.`;
  if (!(await isFile(join(directory, target)))) return `"${url}" leads to ${target}, which is not there.`;
  if (fragment === '' || !target.endsWith('.md')) return null;
  const known = byPath.get(target)?.entries.some(({ anchor }) => anchor === decodeURIComponent(fragment));
  return known ? null : `"${url}": ${target} has no question with the name {#${fragment}}.`;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
