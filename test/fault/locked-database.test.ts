import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { postUpdate, textUpdate, webhookEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { startTelegramPeer, type TelegramPeer } from '../support/telegram/index.ts';

const LOCKED_MS = 10_000;
/** The promise is 250 ms; a loaded machine adds to every measurement, a blocking driver would show seconds. */
const LONGEST_PAUSE_MS = 1_000;

let home: Home;
let peer: TelegramPeer;
let product: Product;

beforeEach(async () => {
  home = makeHome();
  peer = await startTelegramPeer();
  product = await startProduct({ home, env: webhookEnv(peer) });
});

afterEach(async () => {
  await product.end();
  await peer.close();
  home.remove();
});

test('while another process holds the database for 10 s nothing is acknowledged and the event loop goes on', async () => {
  const ann = await peer.user({ firstName: 'Ann' });
  const other = new Database(home.databaseUrl.slice('sqlite:'.length));
  other.exec('begin immediate');
  const lockedUntil = Date.now() + LOCKED_MS;

  let acknowledgedAt = 0;
  const post = postUpdate(product.url, peer, textUpdate(1, ann.id, 'How long does delivery take?')).then((status) => {
    acknowledgedAt = Date.now();
    return status;
  });
  let longestPause = 0;
  while (Date.now() < lockedUntil) {
    const asked = Date.now();
    const response = await fetch(`${product.url}/healthz`);
    expect(response.status).toBe(200);
    longestPause = Math.max(longestPause, Date.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(acknowledgedAt, 'no ack before the commit').toBe(0);
  expect(longestPause).toBeLessThan(LONGEST_PAUSE_MS);

  other.exec('commit');
  other.close();
  expect(await post).toBe(200);
  expect(acknowledgedAt).toBeGreaterThanOrEqual(lockedUntil);
  const [answer] = await ann.waitForMessages(1);
  expect(answer?.text).toContain('Two to four working days');
});
