import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemText } from '../../../src/content/index.ts';
import { openFlowLibrary, type VersionMemory } from '../../../src/flows/definition/library.ts';
import type { StoredVersion } from '../../../src/flows/definition/snapshot.ts';
import { flowGraph, flowJsonSchema, PORTS, simulateFlow } from '../../../src/flows/index.ts';
import { FLOWS_DIRECTORY } from './player.ts';

const GOOD = `flow: hello
version: 1
title: { zh-CN: 问候, en: a greeting }
slots:
  name:
    type: text
    label: { zh-CN: 名字, en: name }
steps:
  - id: ask_name
    kind: ask
    slot: name
    text: { zh-CN: 您贵姓？, en: What is your name? }
  - id: bye
    kind: end
    text: { zh-CN: "您好，{name}", en: "Hello {name}" }
`;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'warmline-flows-'));
  write('words.yaml', readFileSync(join(FLOWS_DIRECTORY, 'words.yaml'), 'utf8'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, text: string | Uint8Array): void {
  writeFileSync(join(directory, name), text);
}

function memory(): VersionMemory & { versions: StoredVersion[] } {
  const kept = {
    versions: [] as StoredVersion[],
    all: async () => kept.versions,
    remember: async (versions: readonly StoredVersion[]) => {
      kept.versions = [...versions];
    },
  };
  return kept;
}

function open(kept?: VersionMemory) {
  return openFlowLibrary({ directory, timeZone: 'Asia/Shanghai', ports: PORTS, ...(kept ? { memory: kept } : {}) });
}

async function problemsOf(source: string): Promise<string[]> {
  write('hello.yaml', source);
  return (await open()).problems().map(problemText);
}

describe('a flow file', () => {
  it('that ends with words of which nothing is left says nothing', async () => {
    const last = 'kind: end\n    text: { zh-CN: "{name}", en: "{name}" }';
    write('hello.yaml', GOOD.replace(/kind: ask[\s\S]*$/, last));
    const simulation = simulateFlow(await open(), 'hello', { locale: 'en', now: 1_800_000_000_000, outcomes: {} });
    expect((await simulation?.start())?.filter((line) => line.trim() === '')).toEqual([]);
    expect(simulation?.over).toBe(true);
  });

  it('asks consent to the topics that customers can have, and to no other', async () => {
    const doing = (topic: string) =>
      GOOD.replace(
        '  - id: bye',
        `  - id: agree\n    kind: do\n    effects: [{ consent: ${topic}, granted: true }]\n  - id: bye`,
      );
    expect(await problemsOf(doing('new-stock'))).toEqual([]);
    expect(await problemsOf(doing('new_stock'))).not.toEqual([]);
  });

  it('that is right has no problems', async () => {
    expect(await problemsOf(GOOD)).toEqual([]);
  });

  it.each<[string, string, string | RegExp]>([
    ['broken YAML', GOOD.replace('flow: hello', 'flow: [hello'), /^hello\.yaml:\d+:\d+ error: not valid YAML/],
    [
      'a number that is a word',
      GOOD.replace('version: 1', 'version: one'),
      /^hello\.yaml:2:10 error: version: .*number/,
    ],
    [
      'a sentence in one language',
      GOOD.replace(', en: What is your name?', ''),
      /^hello\.yaml:12:\d+ error: steps\.0\.text\.en: .*string/,
    ],
    [
      'a misspelt key',
      GOOD.replace('    slot: name', '    slots: name'),
      /^hello\.yaml:11:12 error: "slots" is not known here/m,
    ],
    ['an unknown kind of step', GOOD.replace('kind: end', 'kind: finish'), /^hello\.yaml:14:11 error: steps\.1\.kind/],
    ['an unknown slot type', GOOD.replace('type: text', 'type: words'), /^hello\.yaml:6:11 error: slots\.name\.type/],
    [
      'a step that leads nowhere',
      GOOD.replace('    slot: name\n', '    slot: name\n    next: by\n'),
      /^hello\.yaml:9:5 error: step "ask_name" leads to "by", which does not exist\. Steps are: ask_name, bye/,
    ],
    [
      'a slot that is not described',
      GOOD.replace('slot: name', 'slot: nam'),
      /^hello\.yaml:11:11 error: slot "nam" is not described/,
    ],
    [
      'a place that nothing fills',
      GOOD.replace('"Hello {name}"', '"Hello {nme}"'),
      /^hello\.yaml:15:\d+ error: \{nme\} is neither a slot/,
    ],
    ['an unknown filter', GOOD.replace('"Hello {name}"', '"Hello {name|loud}"'), /\|loud is no filter/],
    [
      'a flow that does not exist',
      GOOD.replace('  - id: bye\n', '  - { id: other, kind: flow, flow: nowhere }\n  - id: bye\n'),
      /^hello\.yaml:13:\d+ error: flow "nowhere" does not exist/,
    ],
    [
      'a port that does not exist',
      GOOD.replace('  - id: bye\n', '  - { id: c, kind: call, port: orders.steal, on: { done: bye } }\n  - id: bye\n'),
      /port "orders\.steal" does not exist\. Ports are: orders\.find/,
    ],
    [
      'a forgotten outcome',
      GOOD.replace(
        '  - id: bye\n',
        '  - { id: c, kind: call, port: orders.urge, on: { done: bye, refused: bye } }\n  - id: bye\n',
      ),
      /"orders\.urge" may end as "unavailable"/,
    ],
    [
      'a circle in which nobody is asked',
      GOOD.replace(
        '  - id: bye\n',
        '  - { id: a, kind: say, text: { zh-CN: 一, en: one }, next: b }\n  - { id: b, kind: say, text: { zh-CN: 二, en: two }, next: a }\n  - id: bye\n',
      ),
      /a → b → a is a circle/,
    ],
    [
      'a step that is never reached',
      GOOD.replace('    slot: name\n', '    slot: name\n    next: last\n').concat('  - { id: last, kind: end }\n'),
      /warning: step "bye" is never reached/,
    ],
  ])('with %s says where and what was expected', async (_what, source, expected) => {
    expect((await problemsOf(source)).join('\n')).toMatch(expected);
  });

  it('that is binary, a link or enormous is left out, and the rest runs', async () => {
    write('hello.yaml', GOOD);
    write('binary.yaml', new Uint8Array([0, 1, 2]));
    write('huge.yaml', 'x'.repeat(1_000_001));
    symlinkSync('/etc/passwd', join(directory, 'link.yaml'));
    const library = await open();
    expect(library.flows().map((flow) => flow.id)).toEqual(['hello']);
    expect(
      library
        .problems()
        .map((problem) => problem.file)
        .sort(),
    ).toEqual(['binary.yaml', 'huge.yaml', 'link.yaml']);
  });

  it('with a bomb of aliases is an error and not a hang', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]`)
      .join('\n')}\n`;
    expect((await problemsOf(bomb)).length).toBeGreaterThan(0);
  });
});

describe('the library of flows', () => {
  it('keeps the last good version of a file that is broken by an edit', async () => {
    write('hello.yaml', GOOD);
    const library = await open();
    write('hello.yaml', 'flow: hello\nversion: [');
    const problems = await library.reload();
    expect(problems).toHaveLength(1);
    expect(library.flow('hello')?.version).toBe(1);
    write('hello.yaml', GOOD.replace('您贵姓？', '怎么称呼您？'));
    expect(await library.reload()).toEqual([]);
    expect(library.flow('hello')?.definition.steps[0]).toMatchObject({ text: { 'zh-CN': '怎么称呼您？' } });
  });

  it('keeps it over a restart, too', async () => {
    const kept = memory();
    write('hello.yaml', GOOD);
    await open(kept);
    write('hello.yaml', 'flow: hello\nversion: [');
    expect((await open(kept)).flow('hello')?.version).toBe(1);
  });

  it('wants a new version when steps change, and none when words change', async () => {
    const kept = memory();
    write('hello.yaml', GOOD);
    await open(kept);
    write('hello.yaml', GOOD.replace('id: bye', 'id: goodbye'));
    const library = await open(kept);
    expect(library.problems().map(problemText).join('\n')).toMatch(
      /hello\.yaml:2:10 error: steps or slots of "hello" changed.*Set "version: 2"/,
    );
    expect(library.flow('hello')?.steps.has('bye')).toBe(true);
  });

  it('stops offering a flow whose file is gone, but lets its runs end', async () => {
    const kept = memory();
    write('hello.yaml', GOOD);
    const library = await open(kept);
    rmSync(join(directory, 'hello.yaml'));
    await library.reload();
    expect(library.flow('hello')).toBeNull();
    expect(library.resolve(runOf(1)).kind).toBe('go-on');
  });

  it.each([
    ['finish', 1],
    ['handoff', null],
    ['\n  migrate:\n    steps: { ask_name: who }\n    slots: { name: full_name }', 2],
  ])('meets a run of an older version as the file decides: %s', async (rule, version) => {
    const kept = memory();
    write('hello.yaml', GOOD);
    await open(kept);
    const next = GOOD.replace('version: 1', `version: 2\non_new_version: ${rule}`)
      .replaceAll('ask_name', 'who')
      .replaceAll('  name:', '  full_name:')
      .replaceAll('slot: name', 'slot: full_name')
      .replaceAll('{name}', '{full_name}');
    write(
      'hello.yaml',
      rule.includes('migrate')
        ? next
            .replace('steps: { who: who }', 'steps: { ask_name: who }')
            .replace('slots: { full_name: full_name }', 'slots: { name: full_name }')
        : next,
    );
    const library = await open(kept);
    expect(library.problems()).toEqual([]);
    const resolved = library.resolve({ ...runOf(1), slots: { name: '王' } });
    expect(resolved.kind).toBe(version === null ? 'handoff' : 'go-on');
    if (resolved.kind === 'go-on') {
      expect(resolved.flow.version).toBe(version);
      expect(resolved.run.step).toBe(version === 2 ? 'who' : 'ask_name');
      expect(resolved.run.slots).toEqual(version === 2 ? { full_name: '王' } : { name: '王' });
    }
  });

  it('without its words file says so', async () => {
    rmSync(join(directory, 'words.yaml'));
    await expect(open()).rejects.toThrow(/words\.yaml:1:1 error: the file with the shared sentences is missing/);
  });
});

function runOf(version: number) {
  return {
    id: 'r',
    flow: 'hello',
    version,
    locale: 'en' as const,
    step: 'ask_name',
    state: { kind: 'asking' as const },
    slots: {},
    data: {},
    volunteered: [],
    trail: [],
    done: [],
    misses: 0,
    count: 1,
    reminded: false,
    timer: null,
    parent: null,
  };
}

describe('the shipped flows', () => {
  it('have no errors and no warnings', async () => {
    const library = await openFlowLibrary({ directory: FLOWS_DIRECTORY, timeZone: 'Asia/Shanghai', ports: PORTS });
    expect(library.problems().map(problemText)).toEqual([]);
    expect(
      library
        .flows()
        .map((flow) => flow.id)
        .sort(),
    ).toEqual([
      'care-messages',
      'ces',
      'complaint',
      'complaint-status',
      'csat',
      'help',
      'home-style',
      'language',
      'my-data',
      'nps',
      'order-progress',
      'person',
    ]);
  });

  it('are described by the published JSON schema, which is up to date', () => {
    const published = readFileSync(join(FLOWS_DIRECTORY, 'flow.schema.json'), 'utf8');
    expect(published, 'run npm run generate').toBe(`${JSON.stringify(flowJsonSchema(), null, 2)}\n`);
  });

  it('are drawn with every step', async () => {
    const library = await openFlowLibrary({ directory: FLOWS_DIRECTORY, timeZone: 'Asia/Shanghai', ports: PORTS });
    for (const flow of library.flows()) {
      const chart = flowGraph(flow.definition);
      for (const step of flow.definition.steps) expect(chart).toContain(`  ${step.id}`);
    }
  });

  it('can be talked to without any shop', async () => {
    const library = await openFlowLibrary({ directory: FLOWS_DIRECTORY, timeZone: 'Asia/Shanghai', ports: PORTS });
    const simulation = simulateFlow(library, 'order-progress', {
      locale: 'en',
      now: 1_800_000_000_000,
      outcomes: { 'orders.find': 'unavailable' },
    });
    expect((await simulation?.start())?.join('\n')).toMatch(/orders\.find .* → unavailable[\s\S]*isn't answering/);
    expect((await simulation?.say('/wait'))?.join('\n')).toMatch(/Still there/);
    await simulation?.say('3');
    expect(simulation?.over).toBe(true);
  });
});
