import { existsSync } from 'node:fs';

/**
 * Where Debian and others keep it. The headless shell is the same engine without a window around each page, and twice
 * as fast for tests.
 */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** CHROMIUM_PATH, or the first that is there; null when there is none. */
export function chromiumPath(): string | null {
  return process.env['CHROMIUM_PATH'] ?? PLACES.find((place) => existsSync(place)) ?? null;
}
