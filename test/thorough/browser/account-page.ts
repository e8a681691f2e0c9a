import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { watchedPage } from '../../support/browser.js';
import type { TestSmtp } from '../../support/smtp.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Accessibility violations of the page in its current state: WCAG 2.2 A and AA, and axe's best practices. */
export const violationsOf = async (page: Page): Promise<unknown[]> => {
  await page.evaluate(axe);
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
  );
};

/** Returns the link in the HTML of an email. */
export const linkIn = async (smtp: TestSmtp, email: string, count: number) => {
  const { mail } = await smtp.emailTo(email, count);
  return /href="([^"]+)"/.exec(mail.html ?? '')?.[1] ?? '';
};

/** Opens a link in a new page, and records its requests. */
export const openLink = async (browser: Browser, origin: string, link: string, width = 1280) => {
  const watched = await watchedPage(browser, origin, width);
  const requests: { url: string; referer: string | undefined }[] = [];
  watched.page.on('request', (request) =>
    requests.push({ url: request.url(), referer: request.headers().referer }),
  );
  await watched.page.goto(link);
  return { ...watched, requests };
};

/** Waits for the outcome of a form, and returns its text. */
export const outcome = async ({ page }: { page: Page }): Promise<string> => {
  const element = page.locator('#outcome:not(:empty)');
  await element.waitFor();
  return element.innerText();
};
