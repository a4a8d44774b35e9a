import { writeFileSync } from 'node:fs';
import { envExample } from '../src/config.ts';

/** Writes the files that are made from code. `npm run generate`; tests fail when one is out of date. */
writeFileSync(new URL('../.env.example', import.meta.url), envExample());
