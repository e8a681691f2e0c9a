import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildApp } from '../../scripts/build-app.js';
import { type WatchedPage, watchedPage } from './browser.js';
import type { Environment } from './environment.js';
import { freePort } from './free-port.js';
import { type SignedIn, TestService } from './service.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Accessibility violations of the page in its current state: WCAG 2.2 A and AA, and axe's best practices. */
export const violationsOf = async (page: Page): Promise<unknown[]> => {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  return page.evaluate(
    `axe.run({ resultTypes: ['violations'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))`,
  );
};

/** The violations in the current state of the page, and a width that it does not fit into: wide and light, narrow and dark. */
export const findingsOf = async (page: Page): Promise<unknown[]> => {
  const findings: unknown[] = [];
  for (const [width, colorScheme] of [
    [390, 'dark'],
    [1280, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const needed = (await page.evaluate('document.documentElement.scrollWidth')) as number;
    findings.push(...(await violationsOf(page)), ...(needed > width ? [`${needed} pixels wide`] : []));
  }
  return findings;
};

/** A service that serves the page at /app, built from the current sources. */
export const startAppService = async (
  overrides: Environment = {},
  options: Parameters<typeof TestService.start>[1] = {},
): Promise<TestService> => {
  await buildApp();
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  return TestService.start({ PORT: port, PUBLIC_URL: url, ...overrides }, options);
};

/** Opens a view of the page, as a guest or with a session: in a tab of the context, or in a new context of the browser. @param path `/movies` */
export const openApp = async (
  browser: Browser | BrowserContext,
  service: TestService,
  path: string,
  { session, width = 1280 }: { session?: SignedIn; width?: number } = {},
): Promise<WatchedPage> => {
  const watched = await watchedPage(browser, service.url, width);
  const context = watched.page.context();
  if (session) {
    await context.addCookies([
      { name: 'access_token', value: session.token, url: service.url },
      { name: 'refresh_token', value: session.refreshToken, url: `${service.url}/api/v1/auth` },
    ]);
    // As a sign-in on this page leaves it. Only once, so that a sign-out lasts.
    await context.addInitScript(`if (!localStorage.getItem('began')) {
      localStorage.setItem('began', 'yes');
      localStorage.setItem('signed-in', 'yes');
    }`);
  }
  await watched.page.goto(`${service.url}/app${path}`);
  return watched;
};
