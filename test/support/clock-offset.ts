import { readFileSync } from 'node:fs';

/**
 * Preloaded with `node --import`: the process's clock runs ahead by the milliseconds in the file CLOCK_OFFSET_FILE,
 * read again every 50 ms, so that a test moves a day in a moment while timers and the network go on as usual.
 */
const file = process.env['CLOCK_OFFSET_FILE'] ?? '';
const machine = Date.now.bind(Date);
let offset = 0;

function read(): void {
  try {
    offset = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    offset = 0;
  }
}

read();
setInterval(read, 50).unref();
Date.now = () => machine() + offset;
