import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { decisionIndex, replaceBetween, wordsTable } from '../../scripts/generated-tables.ts';
import { parseArticle } from '../../src/knowledge/articles/parse-article.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAPERS = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT });

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('what is made from code', () => {
  const decisions = decisionIndex(new URL('../../docs/adr/', import.meta.url));
  test.each([
    ['docs/recipes/change-the-words.md', 'generated: words', wordsTable()],
    ['docs/adr/README.md', 'generated: decisions', decisions],
  ])('%s is what "npm run generate" writes', (path, name, content) => {
    expect(read(path)).toBe(replaceBetween(read(path), name, content));
  });

  test('a paper without its markers is an error and not left as it is', () => {
    expect(() => replaceBetween('no markers', 'generated: config', '')).toThrow(/markers/);
  });
});

describe('the papers', () => {
  test('have no link that leads nowhere', () => {
    const dead = PAPERS.flatMap((path) => {
      const links = [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
        (hit) => hit[1] ?? hit[2] ?? '',
      );
      const files = links.filter((link) => !/^(https?:|mailto:|#)/.test(link)).map((link) => link.replace(/#.*$/, ''));
      return files.filter((file) => !existsSync(join(ROOT, dirname(path), file))).map((file) => `${path}: ${file}`);
    });
    expect(dead).toEqual([]);
  });

  test('name only files and npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const gone = PAPERS.flatMap((path) => {
      const files = hits(read(path), /`((?:src|test|scripts|bench|console)\/[\w./-]+\.\w+)`/g);
      const commands = hits(read(path), /npm run ([\w:-]+)/g);
      const missing = files.filter((file) => !existsSync(join(ROOT, file)));
      return [...missing, ...commands.filter((name) => !(name in scripts))].map((name) => `${path}: ${name}`);
    });
    expect(gone).toEqual([]);
  });

  test('every test that the architecture names as proof is there', () => {
    const proofs = [...read('docs/architecture.md').matchAll(/`(test\/[^`]+)` “([^”]+)”/g)];
    expect(proofs.length).toBeGreaterThanOrEqual(9);
    const missing = proofs.filter(([, file = '', name = '']) => !read(file).includes(name));
    expect(missing.map(([proof]) => proof)).toEqual([]);
  });

  test.each(['README.md', 'README.zh-CN.md'])('the article in %s is one that the bot can read', (path) => {
    const example = /^````markdown\n([\s\S]*?)^````$/m.exec(read(path))?.[1] ?? '';
    const { article, problems } = parseArticle('articles/example.md', example);
    expect(problems).toEqual([]);
    expect(article?.entries).toHaveLength(1);
    expect(article?.entries[0]?.alternatives.length).toBeGreaterThanOrEqual(2);
  });
});

describe('the image and its compose file', () => {
  test('copy and start only what exists', () => {
    const dockerfile = read('Dockerfile');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((hit) => (hit[1] ?? '').split(' '));
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(dockerfile).toContain('ENTRYPOINT ["node", "bin/warmline.js"]');
    const { scripts } = JSON.parse(read('package.json'));
    for (const hit of dockerfile.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(hit[1] ?? '');
  });

  test('are one process by default and two with the profile "scale"', () => {
    const { services } = parse(read('compose.yaml'), { merge: true });
    const inScale = Object.keys(services).filter((name) => services[name].profiles?.includes('scale'));
    expect(Object.keys(services).filter((name) => !inScale.includes(name))).toEqual(['warmline']);
    expect(inScale.sort()).toEqual(['postgres', 'redis', 'worker']);
    for (const name of ['warmline', 'worker']) expect(services[name].build).toBe('.');
  });
});

function hits(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((hit) => hit[1] ?? '');
}

/** Links inside of code are examples. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^(`{3,})[\s\S]*?^\1$/gm, '').replace(/`[^`\n]*`/g, '');
}
