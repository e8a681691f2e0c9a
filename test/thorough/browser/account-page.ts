import type { Browser, Page } from 'playwright-core';
import { watchedPage } from '../../support/browser.js';
import type { TestSmtp } from '../../support/smtp.js';

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
