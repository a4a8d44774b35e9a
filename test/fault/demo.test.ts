import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startChild } from '../support/services/child.ts';

test('the demo plays a customer through every flow in both languages, and every scene ends as it should', async () => {
  const demo = startChild(process.execPath, [
    fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url)),
    '--quick',
  ]);
  await demo.printed(/survey answers/, 290_000);
  const gone = await new Promise<number | null>((resolve) => {
    if (demo.process.exitCode === null) demo.process.once('exit', resolve);
    else resolve(demo.process.exitCode);
  });
  expect(demo.output()).toMatch(/6, 6 as they should end/);
  expect(demo.output()).toMatch(/survey answers +2/);
  expect(gone).toBe(0);
});
