import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
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
