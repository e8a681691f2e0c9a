/**
 * Takes pictures of the views of the page at /app, from the build with the sample data in a temporary database: of each role, 1280 and 390 pixels
 * wide, light and dark. Also makes the pictures of the README again.
 *
 *     npm run screenshots -- [folder, a temporary one] [--only REGEXP]
 *
 * --only: views whose names match, and no pictures of the README.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePort } from '../test/support/free-port.js';
import { createTestDatabase } from '../test/support/servers/databases.js';
import { authorizationOf, type Role, roles, signInAs } from './app/people.js';
import { sampleIds } from './app/sample-ids.js';
import { pathOf, settled, type View, views } from './app/views.js';
import { withApp } from './app/with-app.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
const folder = resolve(positionals[0] ?? mkdtempSync(join(tmpdir(), 'screenshots-')));
const only = new RegExp(values.only ?? '');
const inReadme = resolve(import.meta.dirname, '../docs/images');

const modes = [
  { width: 1280, height: 900, colorScheme: 'light' },
  { width: 1280, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;

/** The pictures of the README: the file, the view, its role and its height. */
const readmePictures: readonly (readonly [string, string, Role, number])[] = [
  ['app-list', 'movies', 'moderator', 760],
  ['app-conflict', 'conflict', 'moderator', 640],
  ['app-author', 'author', 'guest', 720],
];

const contextOf = async (browser: Browser, url: string, role: Role) => {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
  await signInAs(context, url, role);
  return context;
};

type Ids = Awaited<ReturnType<typeof sampleIds>>;

const open = async (context: BrowserContext, url: string, view: View, ids: Ids): Promise<Page> => {
  const page = await context.newPage();
  // Playwright's default of 30 s is too short on a busy machine.
  page.setDefaultTimeout(120_000);
  await page.setViewportSize(modes[0]);
  await page.goto(`${url}/app${pathOf(view, ids)}`);
  await settled(page);
  await view.act?.(page);
  return page;
};

const takeAll = async (browser: Browser, url: string, ids: Ids) => {
  mkdirSync(folder, { recursive: true });
  for (const role of roles) {
    const context = await contextOf(browser, url, role);
    for (const view of views.filter((one) => one.roles.includes(role) && only.test(one.name))) {
      const page = await open(context, url, view, ids);
      for (const { colorScheme, ...size } of modes) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        const path = join(folder, `${view.name}-${role}-${size.width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true, animations: 'disabled' });
      }
      await page.close();
    }
    await context.close();
  }
};

/** WebP is a third of the size of PNG. Playwright itself does not write it. */
const takeForReadme = async (browser: Browser, url: string, ids: Ids) => {
  for (const [name, viewName, role, height] of readmePictures) {
    const view = views.find((one) => one.name === viewName);
    assert.ok(view, viewName);
    const context = await contextOf(browser, url, role);
    const page = await open(context, url, view, ids);
    await page.setViewportSize({ width: 1280, height });
    const session = await context.newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 85 });
    writeFileSync(join(inReadme, `${name}.webp`), Buffer.from(data, 'base64'));
    await context.close();
  }
};

// Pages may write only to the address that the service knows as its own.
const port = String(await freePort());
const env = {
  PORT: port,
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  DB_URL: (await createTestDatabase()).url,
  DEMO: 'true',
};
await withApp(env, async (browser, url) => {
  const ids = await sampleIds(url, await authorizationOf(url, 'moderator'));
  if (values.only === undefined) await takeForReadme(browser, url, ids);
  await takeAll(browser, url, ids);
  console.log(`the pictures are in ${folder}`);
});
