import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../../../../src/cli/index.ts';
import { auroc } from '../../../../src/handoff/frustration/auroc.ts';
import { evaluateFrustration, parseDialogues } from '../../../../src/handoff/index.ts';

const DIALOGUE = {
  id: 'd1',
  lang: 'zh',
  turns: [
    { role: 'user', text: '你好', label: 0 },
    { role: 'agent', text: '您好' },
    { role: 'user', text: '柜门掉了没人管,太差劲了', label: 1 },
    { role: 'agent', text: '抱歉' },
    { role: 'user', text: '好的谢谢', label: 0 },
  ],
};
const MESSAGE = { id: 'm1', lang: 'en', text: 'worst shop ever, never again', label: 1 };
const LINES = `${JSON.stringify(DIALOGUE)}\n\n${JSON.stringify(MESSAGE)}\n`;

describe('an evaluation', () => {
  it('gives one result per customer turn, named by its index; a lone message is turn 0', () => {
    const { results, report } = evaluateFrustration({ dialogues: parseDialogues(LINES, 'set.jsonl') });
    expect(results.map(({ dialogue, turn }) => `${dialogue}#${turn}`)).toEqual(['d1#0', 'd1#2', 'd1#4', 'm1#0']);
    expect(report).toMatchObject({ dialogues: 2, customerTurns: 4, labelled: 4, displeased: 2, auroc: 1 });
  });

  it('scores a turn by what came before it and nothing after', () => {
    const whole = evaluateFrustration({ dialogues: parseDialogues(LINES, 'set.jsonl') }).results;
    const cut = { ...DIALOGUE, turns: DIALOGUE.turns.slice(0, 3) };
    const part = evaluateFrustration({ dialogues: parseDialogues(JSON.stringify(cut), 'cut.jsonl') }).results;
    expect(part).toEqual(whole.slice(0, 2));
  });

  it('does not look at the labels', () => {
    const bare = { ...DIALOGUE, turns: DIALOGUE.turns.map(({ role, text }) => ({ role, text })) };
    const unlabelled = evaluateFrustration({ dialogues: parseDialogues(JSON.stringify(bare), 'bare.jsonl') });
    expect(unlabelled.results).toEqual(
      evaluateFrustration({ dialogues: parseDialogues(JSON.stringify(DIALOGUE), 'set.jsonl') }).results,
    );
    expect(unlabelled.report.auroc).toBeNull();
  });

  it.each([
    ['{"id": 1}', 'set.jsonl:2'],
    ['not json', 'set.jsonl:2: not JSON'],
    ['{"id":"x","turns":[{"role":"customer","text":"hi"}]}', '"role": "user" | "agent"'],
  ])('refuses the line %s and says where it is', (line, message) => {
    expect(() => parseDialogues(`${JSON.stringify(MESSAGE)}\n${line}`, 'set.jsonl')).toThrow(message);
  });
});

describe('AUROC', () => {
  it('is 1 for a perfect order, 0 for a reversed one, half for ties', () => {
    expect(
      auroc([
        { score: 0.9, label: 1 },
        { score: 0.1, label: 0 },
      ]),
    ).toBe(1);
    expect(
      auroc([
        { score: 0.1, label: 1 },
        { score: 0.9, label: 0 },
      ]),
    ).toBe(0);
    expect(
      auroc([
        { score: 0.5, label: 1 },
        { score: 0.5, label: 0 },
      ]),
    ).toBe(0.5);
    expect(auroc([{ score: 0.5, label: 1 }])).toBeNull();
  });
});

describe('warmline frustration eval', () => {
  it('writes one line per customer turn with the chat’s own decision', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'frustration-'));
    try {
      writeFileSync(join(folder, 'set.jsonl'), LINES);
      const argv = ['--dialogues', join(folder, 'set.jsonl'), '--json', '--out', join(folder, 'out.jsonl')];
      expect(await run(['frustration', 'eval', ...argv], {})).toBe(0);
      const written = readFileSync(join(folder, 'out.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(written).toEqual(evaluateFrustration({ dialogues: parseDialogues(LINES, 'set.jsonl') }).results);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says which file cannot be read', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await run(['frustration', 'eval', '--dialogues', '/nowhere/x.jsonl'], {})).toBe(64);
    expect(told.mock.calls.join('\n')).toContain('/nowhere/x.jsonl cannot be read');
    told.mockRestore();
  });
});
