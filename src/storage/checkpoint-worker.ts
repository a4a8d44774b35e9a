import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** Runs in a thread of its own and writes the log back when it is told to. See `checkpoints.ts`. */
const database = new Database(workerData as string, { timeout: 0, fileMustExist: true });
database.pragma('synchronous = FULL');

/**
 * The log begins anew only when all of it is written back at a moment in which nothing was added. Each pass is shorter
 * than the one before, so that one of the first few nearly always finds such a moment.
 */
const MOST_PASSES = 5;

parentPort?.on('message', () => {
  for (let pass = 0; pass < MOST_PASSES && !isAllWrittenBack(); pass += 1);
  parentPort?.postMessage('done');
});

/** PASSIVE waits for nobody and keeps nobody waiting. */
function isAllWrittenBack(): boolean {
  const [state] = database.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
  return state === undefined || state.log === state.checkpointed;
}
