/**
 * Measures the page at /app, from the build, in a browser whose cache is empty. Checks that each first view loads at most
 * 200 kB of compressed script, that nothing violates its policy or needs a nonce, and how long the first view and the
 * changes of a list take. Nothing is read from the cache of the service. Prints the figures, as medians.
 *
 *     npm run check:app -- [--movies 20000] [--rounds 7] [--limits FACTOR] [--database URL]
 *
 * --limits: fails also if a time exceeds its limit multiplied by the factor, such as 1 on a quiet machine.
 * --database: an empty database, or one that an earlier run has filled. It is kept. It gets three accounts.
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { migrate } from '../src/adapters/knex/migrations.js';
import { runSql } from '../test/support/run-sql.js';
import { createTestDatabase } from '../test/support/servers/databases.js';
import { changeOfList, firstView } from './app/page-timings.js';
import { type Role, signInAs } from './app/people.js';
import { withApp } from './app/with-app.js';
import { fill } from './lists/made-up.js';
import { median } from './lists/timings.js';

const { values } = parseArgs({
  options: {
    movies: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '7' },
    limits: { type: 'string' },
    database: { type: 'string' },
  },
});
const [movies, rounds] = [Number(values.movies), Number(values.rounds)];
const factor = values.limits === undefined ? Number.POSITIVE_INFINITY : Number(values.limits);
/** Bytes of script, and milliseconds. */
const limits = { script: 200_000, firstView: 2_000, change: 200 };

/** The views that people of a role open first. */
const views: readonly (readonly [Role, string])[] = [
  ['guest', ''],
  ['guest', '/movies'],
  ['user', '/movies'],
  ['user', '/account'],
  ['moderator', '/movies'],
  ['moderator', '/movies/create'],
  ['admin', '/movies'],
];

/** Each begins at the list of movies. Clicks are those of the page's own controls. */
const changes: Readonly<Record<string, string>> = {
  'next page': `document.querySelector('.pages button:last-child').click()`,
  'previous page': `document.querySelector('.pages button:first-child').click()`,
  filter: `document.querySelector('.choices input[type=checkbox]:nth-of-type(1)').click()`,
  'other order': `(() => {
    const select = document.querySelector('.sort select');
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, select.options[1].value);
    select.dispatchEvent(new Event('change', { bubbles: true }));
  })()`,
  'other kind': `document.querySelector('.top nav a[href$="/series"]').click()`,
};

const failures: string[] = [];
const judge = (isGood: boolean, line: string) => {
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${line}`);
  if (!isGood) failures.push(line);
};
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;

const isEmpty = async (url: string) => (await runSql(url, 'select from movies limit 1')).length === 0;

/** The sum of the sizes of scripts under gzip, which plain HTTP gets in place of Brotli. */
const gzipSize = async (scripts: readonly { readonly url: string }[]) => {
  const sizes = scripts.map(async ({ url }) => {
    const response = await fetch(url, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } });
    return Number(response.headers.get('content-length'));
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

/** A context without anything cached, in which the service reads every list from the database. */
const coldPage = async (browser: Browser, url: string, role: Role) => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    extraHTTPHeaders: { 'cache-control': 'no-cache' },
  });
  await signInAs(context, url, role);
  return context.newPage();
};

const checkFirstViews = async (browser: Browser, url: string) => {
  for (const [role, path] of views) {
    const times: number[] = [];
    let seen: Awaited<ReturnType<typeof firstView>> | undefined;
    for (let round = 0; round < rounds; round += 1) {
      const page = await coldPage(browser, url, role);
      seen = await firstView(page, `${url}/app${path}`);
      times.push(seen.usable);
      await page.context().close();
    }
    assert.ok(seen);
    const { scripts, violations, inline } = seen;
    const name = `${role}, /app${path}:`;
    const packed = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
    const gzip = await gzipSize(scripts);
    judge(
      packed <= limits.script,
      `${name} ${kilobytes(gzip)} of script by gzip, ${kilobytes(packed)} by Brotli`,
    );
    judge(
      violations.length === 0 && inline === 0,
      `${name} no violation of its policy ${violations.join(', ')}, nothing inline`,
    );
    const time = median(times);
    judge(!(time > limits.firstView * factor), `${name} usable after ${time.toFixed(0)} ms`);
  }
};

const checkChanges = async (browser: Browser, url: string) => {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    const page = await coldPage(browser, url, 'guest');
    await firstView(page, `${url}/app/movies`);
    for (const [name, action] of Object.entries(changes))
      times.set(name, [...(times.get(name) ?? []), await changeOfList(page, action)]);
    await page.context().close();
  }
  for (const [name, of] of times) {
    const time = median(of);
    judge(!(time > limits.change * factor), `list to list, ${name}: ${time.toFixed(0)} ms`);
  }
};

const databaseUrl = values.database ?? (await createTestDatabase()).url;
await migrate({ connectionString: databaseUrl });
if (await isEmpty(databaseUrl))
  await fill(databaseUrl, { movies, authors: movies / 10, series: movies / 10 }, 1);
await runSql(databaseUrl, 'truncate users cascade');
await withApp({ DB_URL: databaseUrl }, async (browser, url) => {
  await checkFirstViews(browser, url);
  await checkChanges(browser, url);
});
console.log(failures.length === 0 ? 'all budgets are kept' : `${failures.length} budgets are exceeded`);
process.exitCode = failures.length === 0 ? 0 : 1;
