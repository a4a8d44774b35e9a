import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { run } from './cli/index.ts';

// Variables that are already set win over those of the file.
if (existsSync('.env')) loadEnvFile('.env');

process.exitCode = await run(process.argv.slice(2), process.env);
