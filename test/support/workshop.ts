import { openWorkshop } from '../../src/knowledge/index.ts';
import { systemClock } from '../../src/system.ts';

/**
 * Makes the knowledge bases of all test files of this process: its own processes take seconds to start, and an index of
 * a few articles then milliseconds. They end with this one. What a base answers does not depend on what was made before.
 */
export const workshop = openWorkshop(systemClock);
