import { examine } from '../composition/doctor/examine.js';
import type { Finding } from '../composition/doctor/finding.js';
import { command } from './command.js';

const marks: Readonly<Record<Finding['level'], string>> = {
  ok: 'ok',
  warning: '! ',
  failure: '!!',
  'not checked': '--',
};

/** On one line, without control characters: it can contain what a server has replied. */
const lineOf = ({ level, about, text }: Finding) =>
  `${marks[level]}  ${about.padEnd(10)}  ${text.replace(/\p{Cc}+/gu, ' ')}\n`;

/** `npm run doctor`: checks an installation, without changing it. Exit code 1 if the service cannot work. */
await command(async () => {
  for await (const finding of examine()) {
    process.stdout.write(lineOf(finding));
    if (finding.level === 'failure') process.exitCode = 1;
  }
});
