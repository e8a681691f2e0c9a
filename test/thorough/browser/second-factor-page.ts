import { expect } from 'chai';
import { Secret, TOTP } from 'otpauth';
import type { Locator, Page } from 'playwright-core';
import { ids } from '../../../src/composition/service-ids.js';
import { type Person, password } from '../../e2e/identity/people.js';
import { findingsOf } from '../../support/app-page.js';
import type { TestService } from '../../support/service.js';

const period = 30;

/** The code of the current time step, or of one after it. */
export const codeOf = (secret: string, stepsAhead = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')), period }).generate({
    timestamp: Date.now() + stepsAhead * period * 1000,
  });

export const button = (page: Page | Locator, name: string): Locator =>
  page.getByRole('button', { name, exact: true });
export const codeField = (page: Page | Locator): Locator => page.getByLabel('Code', { exact: true });
export const passwordField = (page: Page | Locator): Locator => page.getByLabel('Password', { exact: true });

export const expectAccessible = async (page: Page): Promise<void> => {
  expect(await findingsOf(page), page.url()).to.deep.equal([]);
};

/** What the console of a page must not have. Chromium logs each response with an error there. */
export const unexpected = (wrong: readonly string[]): string[] =>
  wrong.filter((line) => !line.startsWith('Failed to load resource'));

/** Sends email and password. */
export const firstStep = async (page: Page, email: string): Promise<void> => {
  await page.getByLabel('Email').fill(email);
  await passwordField(page).fill(password);
  await button(page.locator('main'), 'Sign in').click();
};

const hasFocus = (page: Page, text: string): Promise<boolean> =>
  page.evaluate(
    `(document.activeElement.labels?.[0] ?? document.activeElement).textContent === ${JSON.stringify(text)}`,
  );

/** Waits until the element with this label or text has the focus, so that screen readers read it. */
export const focusOn = async (page: Page, text: string): Promise<void> => {
  while (!(await hasFocus(page, text))) await page.waitForTimeout(20);
};

/** Presses Tab until the element with this label or text has the focus. */
export const tabTo = async (page: Page, text: string): Promise<void> => {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press('Tab');
    if (await hasFocus(page, text)) return;
  }
  throw new Error(`Tab does not reach "${text}"`);
};

/** The same session, whose user proved who they are an hour ago. */
export const anHourLater = (service: TestService, person: Person): Person => {
  const { accessTokens } = service.service.container.get(ids.Sessions);
  const claims = accessTokens.verify(person.token);
  const end = new Date(Date.now() + 3_600_000);
  return {
    ...person,
    token: accessTokens.issue({ ...claims, authTime: claims.authTime - 3_600 }, end).token,
  };
};

/** The session as an instance of the release before starts it, which asks for no code. */
export const withoutSecondStep = async (service: TestService, person: Person): Promise<Person> => {
  const database = service.service.container.get(ids.Database);
  const { accessTokens } = service.service.container.get(ids.Sessions);
  const claims = accessTokens.verify(person.token);
  await database('sessions')
    .where({ id: claims.sessionId })
    .update({ amr: ['pwd'] });
  const end = new Date(Date.now() + 3_600_000);
  return { ...person, token: accessTokens.issue({ ...claims, amr: ['pwd'] }, end).token };
};
