import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configTable, replaceBetween } from '../../scripts/generated-tables.ts';
import { envExample, readConfig } from '../../src/config.ts';

describe('the configuration', () => {
  test('an empty environment runs', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ PORT: 8080, DATABASE_URL: 'sqlite:data/warmline.db', TELEGRAM_MODE: 'polling' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('every mistake is named at once, and secrets are not shown', () => {
    const env = { PORT: 'eighty', LOG_LEVEL: 'loud', TELEGRAM_BOT_TOKEN: 'my-secret-token', KNOWLEDGE_MAX_WRONG: '3' };
    const attempt = () => readConfig(env);
    expect(attempt).toThrow(/4 place/);
    expect(attempt).toThrow(/PORT \(is "eighty"\)[\s\S]*LOG_LEVEL[\s\S]*KNOWLEDGE_MAX_WRONG[\s\S]*TELEGRAM_BOT_TOKEN/);
    expect(attempt).not.toThrow(/my-secret-token/);
  });

  test('what one variable needs of others is named with the rest, but for those that are wrong themselves', () => {
    const env = {
      PORT: 'eighty',
      PUBLIC_URL: 'bot.example',
      TELEGRAM_BOT_TOKEN: `123456:${'a'.repeat(35)}`,
      TELEGRAM_MODE: 'webhook',
    };
    expect(() => readConfig(env)).toThrow(
      /in 3 place.*\n {2}PORT.*\n {2}PUBLIC_URL \(is "bot\.example"\).*\n {2}TELEGRAM_WEBHOOK_SECRET \(not set\)/,
    );
  });

  test('each mistake says what to write instead', () => {
    const wrong = {
      PORT: 'eighty',
      TRUST_PROXY: 'maybe',
      PUBLIC_URL: 'bot.example',
      METRICS_TOKEN: 'short',
      WEB_SITE: 'a b',
      WEB_ALLOWED_ORIGINS: 'https://shop.example/contact',
      TELEGRAM_WEBHOOK_SECRET: 'not a word!',
    };
    const said = {
      PORT: /a number/,
      TRUST_PROXY: /true or false/,
      PUBLIC_URL: /https:\/\/shop\.example/,
      METRICS_TOKEN: /16 characters or more/,
      WEB_SITE: /letters, digits/,
      WEB_ALLOWED_ORIGINS: /without a path/,
      TELEGRAM_WEBHOOK_SECRET: /letters, digits/,
    };
    for (const [name, sentence] of Object.entries(said)) {
      const attempt = () => readConfig({ [name]: wrong[name as keyof typeof wrong] });
      expect(attempt).toThrow(new RegExp(`in 1 place.*\\n {2}${name} .*${sentence.source}`));
    }
  });

  test('a webhook without a secret or a public address is refused', () => {
    const env = { TELEGRAM_BOT_TOKEN: `123456:${'a'.repeat(35)}`, TELEGRAM_MODE: 'webhook' };
    expect(() => readConfig(env)).toThrow(/PUBLIC_URL[\s\S]*TELEGRAM_WEBHOOK_SECRET/);
  });

  test('an empty variable counts as not set', () => {
    expect(readConfig({ PORT: '', REDIS_URL: '  ' })).toMatchObject({ PORT: 8080, REDIS_URL: undefined });
  });

  test('.env.example is what the schema says', () => {
    expect(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')).toBe(envExample());
  });

  test('the table in docs/operations.md is what the schema says', () => {
    const paper = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    expect(paper).toBe(replaceBetween(paper, 'generated: config', configTable()));
  });
});
