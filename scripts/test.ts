import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import * as z from 'zod';
import { chromiumPath } from '../test/support/browser/chromium-path.ts';
import { buildWebIfStale } from './build-web.ts';

/**
 * `npm test`: installs what the tests need and the machine lacks, runs every group, and fails when anything was
 * skipped that nobody named in WARMLINE_TEST_SKIP.
 */
interface Tool {
  name: string;
  package: string;
  groups: readonly Group[];
  present: () => boolean;
}

const GROUPS = ['unit', 'contract', 'browser', 'fault'] as const;
type Group = (typeof GROUPS)[number];

const TOOLS: readonly Tool[] = [
  {
    name: 'PostgreSQL',
    package: 'postgresql',
    groups: ['contract', 'fault'],
    present: () => existsSync('/usr/lib/postgresql'),
  },
  { name: 'Redis', package: 'redis-server', groups: ['contract', 'fault'], present: () => inPath('redis-server') },
  {
    name: 'Chromium',
    package: 'chromium-headless-shell',
    groups: ['browser'],
    present: () => chromiumPath() !== null,
  },
];

const { WARMLINE_TEST_SKIP = '', WARMLINE_SOAK = '' } = process.env;
const skipped = z.array(z.enum(GROUPS)).safeParse(WARMLINE_TEST_SKIP.split(',').filter(Boolean));
if (!skipped.success) stop(64, `WARMLINE_TEST_SKIP takes ${GROUPS.join(', ')}, separated by commas.`);
const groups = GROUPS.filter((group) => !skipped.data?.includes(group));

provide(TOOLS.filter((tool) => tool.groups.some((group) => groups.includes(group)) && !tool.present()));
buildWebIfStale();
process.exit(runTests());

function provide(missing: readonly Tool[]): void {
  if (missing.length === 0) return;
  const packages = missing.map((tool) => tool.package);
  const line = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const names = missing.map((tool) => tool.name).join(', ');
  const root = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const mayInstall = inPath('apt-get') && (root.length === 0 || spawnSync('sudo', ['-n', 'true']).status === 0);
  if (!mayInstall) stop(69, `The tests need ${names}. Run this, then "npm test" again:\n\n  sudo sh -c '${line}'\n`);
  console.log(`Installing what the tests need: ${names}`);
  const installed = spawnSync([...root, 'sh', '-c', `'${line}'`].join(' '), {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (installed.status !== 0) stop(69, `That failed. Run it by hand, then "npm test" again:\n\n  ${line}\n`);
}

interface Count {
  passed: number;
  failed: number;
  /** Skipped or marked to be written inside a group that ran. */
  left: number;
}

/** One group after the other: those that start processes would only slow each other down. */
function runTests(): number {
  mkdirSync('test-results', { recursive: true });
  const counts = groups.map(runGroup);
  const sum = (part: keyof Count) => counts.reduce((total, count) => total + count[part], 0);
  if (sum('left') > 0)
    console.log(`${sum('left')} test(s) were skipped inside a group: a skipped test is a failed one.`);
  for (const group of skipped.data ?? []) {
    console.log(`The group "${group}" was left out because WARMLINE_TEST_SKIP names it.`);
  }
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 && sum('left') === 0 && sum('passed') > 0 ? 0 : 1;
}

function runGroup(group: Group): Count {
  const report = `test-results/${group}${WARMLINE_SOAK ? '-soak' : ''}.json`;
  rmSync(report, { force: true });
  const started = performance.now();
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', group, ...reporters], {
    stdio: 'inherit',
  });
  const count = existsSync(report) ? countOf(readFileSync(report, 'utf8')) : { passed: 0, failed: 1, left: 0 };
  const failed = run.status === 0 ? count.failed : Math.max(1, count.failed);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`Group ${group}: ${count.passed} passed, ${failed} failed in ${seconds} s`);
  return { ...count, failed };
}

function countOf(report: string): Count {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = z
    .object({
      numPassedTests: z.number(),
      numFailedTests: z.number(),
      numPendingTests: z.number(),
      numTodoTests: z.number(),
    })
    .parse(JSON.parse(report));
  return { passed: numPassedTests, failed: numFailedTests, left: numPendingTests + numTodoTests };
}

function inPath(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function stop(code: number, message: string): never {
  console.error(message);
  process.exit(code);
}
