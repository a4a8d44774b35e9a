import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foldText } from '../../../../src/handoff/frustration/fold.ts';
import { asksForPerson } from '../../../../src/handoff/frustration/index.ts';

const heard = (text: string) => asksForPerson(foldText(text)) !== null;

/** Sentences of `test/fixtures/frustration/requests`; what is named `unseen-` no weight was fitted on. */
function sentences(list: string): string[] {
  const file = new URL(`../../../fixtures/frustration/requests/${list}.txt`, import.meta.url);
  return readFileSync(file, 'utf8').trim().split('\n');
}

function qualityOn(prefix: string, language: string) {
  const asking = sentences(`${prefix}wants-person.${language}`);
  const right = asking.filter(heard).length;
  const wrong = sentences(`${prefix}near-miss.${language}`).filter(heard).length;
  return { recall: right / asking.length, precision: right / (right + wrong) };
}

describe.each(['zh', 'en'])('of the wordings of a request for a person in %s', (language) => {
  it('97 of 100 are heard, and 95 of 100 heard ones are requests, beside as many near misses', () => {
    const { recall, precision } = qualityOn('', language);
    expect(recall).toBeGreaterThanOrEqual(0.97);
    expect(precision).toBeGreaterThanOrEqual(0.95);
  });

  it('as many are heard of wordings that no weight was fitted on, with the same precision', () => {
    const { recall, precision } = qualityOn('unseen-', language);
    expect(recall).toBeGreaterThanOrEqual(0.97);
    expect(precision).toBeGreaterThanOrEqual(0.95);
  });
});

describe('a request for a person', () => {
  it.each([
    'tlak to a humen',
    'SPEEK TO AN OPERATER',
    'get me a mangaer',
    'zhuan ren gong',
    '转人功',
    '在线课服',
    'csr pls',
  ])('is heard through the typing slips of “%s”', (text) => {
    expect(heard(text)).toBe(true);
  });

  it.each(['客服，我的快递到哪了', '你好客服，怎么开发票', '东西坏了没人管', 'awful customer service'])(
    'is not heard where the service is only called out to or scolded: “%s”',
    (text) => {
      expect(heard(text)).toBe(false);
    },
  );
});
