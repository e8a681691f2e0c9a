// All tests, loaded as the ES modules they are: by itself mocha require()s them, and tsx then compiles them another
// way than in the processes they start, so that the coverage of the two does not add up.
import { readdirSync } from 'node:fs';
import { mochaGlobalTeardown } from './support/global-fixtures.ts';

after(mochaGlobalTeardown);

const files = readdirSync(import.meta.dirname, { recursive: true }).filter((file) =>
  file.endsWith('.test.ts'),
);
for (const file of files.sort()) await import(`./${file}`);
