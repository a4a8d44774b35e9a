import { writeFileSync } from 'node:fs';
import { envExample } from '../src/config.ts';
import { flowJsonSchema } from '../src/flows/index.ts';

/** Writes the files that are made from code. `npm run generate`; tests fail when one is out of date. */
writeFileSync(new URL('../.env.example', import.meta.url), envExample());
writeFileSync(
  new URL('../knowledge-base/flows/flow.schema.json', import.meta.url),
  `${JSON.stringify(flowJsonSchema(), null, 2)}\n`,
);
