import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import {
  logIn,
  newPassword,
  password,
  personWithPassword,
  registration,
  signedIn,
} from '../../e2e/identity/people.js';
import { openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('accounts at /app:', () => {
    let browser: Browser;
    let service: TestService;
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService();
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });
    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

    const main = (page: Page) => page.locator('main');
    const signIn = async (page: Page, email: string, given = password) => {
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(given);
      await main(page).getByRole('button', { name: 'Sign in' }).click();
    };
    const card = (page: Page, name: string) =>
      page.locator('section', { has: page.getByRole('heading', { name, exact: true }) });

    it('a guest: signs up, sees an error beside the field, signs out, and signs in again', async () => {
      const { email, visibleName } = registration();
      const { page } = await openApp(browser, service, '/account/sign-in');
      await page.getByRole('link', { name: 'Create an account' }).click();
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Name that others see').fill(visibleName);
      await page.getByText('At least 15 characters.').waitFor();
      await page.getByLabel('Password', { exact: true }).fill('short');
      await page.getByRole('button', { name: 'Create an account' }).click();
      await page.getByText('This password is too short: use at least 15 characters.').waitFor();
      await page.getByLabel('Show the password').check();
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Create an account' }).click();
      await page.getByRole('link', { name: visibleName }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in' }).click();
      await signIn(page, email, 'another password 123');
      await page.getByText(/^Wrong email or password/).waitFor();
      expect(await page.getByLabel('Email').inputValue()).to.equal(email);
      await signIn(page, email);
      await page.getByRole('link', { name: visibleName }).waitFor();
    });

    it('a user: changes name and password, and reads the name after a reload', async () => {
      const person = await signedIn(service);
      const { page, wrong } = await openApp(browser, service, '/account', { session: person });
      const visibleName = `${person.visibleName} Jr`;
      await card(page, 'Name').getByLabel('Name that others see').fill(visibleName);
      await card(page, 'Name').getByRole('button', { name: 'Save' }).click();
      await page.getByRole('link', { name: visibleName }).waitFor();
      await card(page, 'Change password').getByLabel('Current password').fill(password);
      await card(page, 'Change password').getByLabel('New password').fill(newPassword);
      await card(page, 'Change password').getByRole('button', { name: 'Change password' }).click();
      await page.getByText(/^Your password is changed/).waitFor();
      await page.reload();
      await page.getByRole('link', { name: visibleName }).waitFor();
      expect((await logIn(service, person.email, newPassword)).status).to.equal(200);
      expect(wrong).to.deep.equal([]);
    });

    it('a user: asks for another email, sees until when the old one stays valid, and cancels the change', async () => {
      const person = await signedIn(service);
      const { page, wrong } = await openApp(browser, service, '/account', { session: person });
      const email = `new-${person.email}`;
      const change = card(page, 'Change email');
      await change.getByLabel('New email').fill(email);
      await change.getByLabel('Current password').fill(password);
      await change.getByRole('button', { name: 'Change email' }).click();
      await page.getByText(`We sent a link to ${email}.`).waitFor();
      await page.reload();
      await page
        .getByText(`Your email stays ${person.email} until you follow the link we sent to ${email}.`)
        .waitFor();
      await change.getByText('Cancel the change …').click();
      await change.getByLabel('Current password').first().fill(password);
      await change.getByRole('button', { name: 'Cancel the change' }).click();
      await page.getByText('The change is cancelled.').waitFor();
      await page.getByText(/^Your email stays/).waitFor({ state: 'detached' });
      const { body } = await service.call('GET', '/api/v1/users/me', { token: person.token });
      expect([body.email, body.pendingEmail]).to.deep.equal([person.email, null]);
      expect(wrong).to.deep.equal([]);
    });

    it('a user: sees the sessions, and ends another one', async () => {
      const person = await signedIn(service);
      const other = await service.signIn(person);
      const { page, wrong } = await openApp(browser, service, '/account/sessions', { session: person });
      await page.getByRole('button', { name: /^End the session/ }).click();
      await page.getByRole('button', { name: /^End the session/ }).waitFor({ state: 'detached' });
      expect(await page.getByText('(this one)').count()).to.equal(1);
      expect((await service.call('GET', '/api/v1/users/me', { token: other.token })).status).to.equal(401);
      expect(wrong).to.deep.equal([]);
    });

    it('a user: deletes the account with the password, and is a guest', async () => {
      const person = await signedIn(service);
      const { page } = await openApp(browser, service, '/account', { session: person });
      await page.getByText('Delete account …').click();
      const removal = card(page, 'Delete account');
      await removal.getByLabel('Current password').fill('not the password');
      await removal.getByRole('button', { name: 'Delete my account' }).click();
      await removal.getByText('This is not your current password.').waitFor();
      await removal.getByLabel('Current password').fill(password);
      await removal.getByRole('button', { name: 'Delete my account' }).click();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      expect((await logIn(service, person.email)).status).to.equal(401);
    });

    it('a forgotten password: gets the same message whether the account exists or not', async () => {
      const { email } = await personWithPassword(service);
      const { page, wrong } = await openApp(browser, service, '/account/forgot');
      for (const each of [email, 'nobody@example.com']) {
        await page.getByLabel('Email').fill(each);
        await page.getByRole('button', { name: 'Send the link' }).click();
        await page.getByText(/^If there is an account/).waitFor();
      }
      expect(wrong).to.deep.equal([]);
    });

    it('a sign-out in another tab: keeps the view, asks to sign in, and continues in both tabs', async () => {
      const person = await signedIn(service);
      const context = await browser.newContext();
      const { page } = await openApp(context, service, '/account', { session: person });
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      const { page: other } = await openApp(context, service, '/account');
      await other.getByRole('button', { name: 'Sign out' }).click();
      const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
      await dialog.getByLabel('Password', { exact: true }).fill(password);
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await dialog.waitFor({ state: 'detached' });
      await other.getByRole('link', { name: person.visibleName }).waitFor();
    });

    it('where guests may not read: every view asks to sign in, and then appears', async () => {
      const closed = await startAppService(
        { AUTH__PUBLIC_READS: 'false' },
        { databaseUrl: service.databaseUrl },
      );
      const { email } = await personWithPassword(service);
      const { page } = await openApp(browser, closed, '/authors');
      await page.getByText('Sign in to see this page.').waitFor();
      await signIn(page, email);
      await page.getByRole('heading', { name: 'Authors' }).waitFor();
      await closed.stop();
    });
  });
}
