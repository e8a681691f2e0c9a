import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ids } from '../../../src/composition/service-ids.js';
import { personWithFactor } from '../../e2e/identity/factors.js';
import { password, signedIn } from '../../e2e/identity/people.js';
import { openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import { scanned } from '../../support/scanned.js';
import type { TestService } from '../../support/service.js';
import {
  button,
  codeField,
  codeOf,
  expectAccessible,
  firstStep,
  focusOn,
  passwordField,
  tabTo,
  unexpected,
} from './second-factor-page.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('two-step sign-in at /app:', () => {
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

    const card = (page: Page) =>
      page.locator('section', { has: page.getByRole('heading', { name: 'Two-step sign-in', exact: true }) });
    const openSignIn = (context: Browser | BrowserContext) => openApp(context, service, '/account/sign-in');

    it('a user: scans the QR code, sees the error of a wrong code, and saves recovery codes that work once', async () => {
      const person = await signedIn(service);
      const context = await browser.newContext({ acceptDownloads: true });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const { page, wrong } = await openApp(context, service, '/account', { session: person });
      await button(page, 'Set up two-step sign-in').click();
      await page.getByRole('img', { name: /^QR code/ }).waitFor();
      await focusOn(page, 'Add the account to your app');
      await expectAccessible(page);
      const secret = (await card(page).locator('.secret code').innerText()).replaceAll(' ', '');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const uri = new URL(await scanned(page.locator('.qr-code')));
        expect(uri.protocol).to.equal('otpauth:');
        expect(uri.searchParams.get('secret')).to.equal(secret);
        expect(decodeURIComponent(uri.pathname)).to.include(person.email);
      }
      await button(page, 'Copy').click();
      expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(secret);

      const link = page.getByRole('link', { name: 'Open in an authenticator app' });
      expect(await link.getAttribute('href')).to.include(`secret=${secret}`);
      await codeField(page).fill('12345');
      await button(page, 'Turn on').click();
      await page.getByText('This code is wrong').waitFor();
      expect(await codeField(page).getAttribute('aria-invalid')).to.equal('true');
      await expectAccessible(page);
      // As some apps show it.
      await codeField(page).fill(codeOf(secret).replace(/^.../, '$& '));
      await button(page, 'Turn on').click();
      await page.getByRole('heading', { name: /^Recovery codes/ }).waitFor();
      await focusOn(page, 'Recovery codes for Project DB Auth');
      await expectAccessible(page);
      const codes = await page.locator('.recovery-codes code').allInnerTexts();
      expect(new Set(codes).size).to.equal(10);

      await button(page, 'Copy').click();
      const copied = String(await page.evaluate('navigator.clipboard.readText()'));
      expect(copied.split('\n')).to.include.members(codes);
      expect(copied).to.include(`${new URL(service.url).origin}, ${person.email}, 20`);
      const downloading = page.waitForEvent('download');
      await button(page, 'Download').last().click();
      const file = await downloading;
      expect(file.suggestedFilename()).to.equal(`recovery-codes-${new URL(service.url).hostname}.txt`);
      expect(await readFile(await file.path(), 'utf8')).to.equal(copied);
      await page.evaluate('window.print = () => { printed = true; }');
      await button(page, 'Print').click();
      expect(await page.evaluate('printed')).to.equal(true);
      await page.emulateMedia({ media: 'print' });
      expect(
        await page.locator('header, button:visible, .account form').filter({ visible: true }).count(),
      ).to.equal(0);
      expect(await page.locator('.recovery-codes li').filter({ visible: true }).count()).to.equal(10);
      await page.emulateMedia({ media: 'screen' });

      await button(page, 'I have saved them').click();
      await page.getByText('Two-step sign-in is on.').waitFor();
      await focusOn(page, 'Two-step sign-in');
      await page.reload();
      await page.getByText('Two-step sign-in is on.').waitFor();
      expect(unexpected(wrong)).to.deep.equal([]);

      const [first = ''] = codes;
      const { page: other, wrong: alsoWrong } = await openSignIn(browser);
      await firstStep(other, person.email);
      await button(other, 'Use a recovery code').click();
      await expectAccessible(other);
      await other.getByLabel('Recovery code').fill(first.toLowerCase().replaceAll('-', ' '));
      await button(other, 'Sign in').click();
      await other.getByRole('link', { name: person.visibleName }).waitFor();
      const { page: again } = await openSignIn(browser);
      await firstStep(again, person.email);
      await codeField(again).fill(first);
      await button(again, 'Sign in').click();
      await again.getByText('This code is wrong').waitFor();
      await codeField(again).fill(codes[1] ?? '');
      await button(again, 'Sign in').click();
      await again.getByRole('link', { name: person.visibleName }).waitFor();
      expect(unexpected(alsoWrong)).to.deep.equal([]);
    });

    it('a sign-in, by keyboard alone: moves the focus to the second step, to its errors, and continues where it was asked for', async () => {
      const person = await personWithFactor(service);
      const { page, wrong } = await openApp(browser, service, '/account/sessions');
      await page.getByLabel('Email').focus();
      await page.keyboard.type(person.email);
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      const code = codeField(page);
      await code.waitFor();
      await focusOn(page, 'Code');
      for (const [name, value] of [
        ['autocomplete', 'one-time-code'],
        ['inputmode', 'numeric'],
      ] as const)
        expect(await code.getAttribute(name)).to.equal(value);
      await expectAccessible(page);
      await page.keyboard.type('000');
      await page.keyboard.press('Enter');
      await page.getByText('This code is wrong').waitFor();
      await focusOn(page, 'This code is wrong, was used before, or is no longer valid.');
      expect(await page.getByText('Some fields need another look.').count()).to.equal(0);
      await expectAccessible(page);
      await tabTo(page, 'Use a recovery code');
      await page.keyboard.press('Enter');
      await focusOn(page, 'Recovery code');
      await tabTo(page, 'Use a code of the app');
      await page.keyboard.press('Enter');
      await focusOn(page, 'Code');
      await page.keyboard.press('Control+A');
      await page.keyboard.type(codeOf(person.secret, 1));
      await page.keyboard.press('Enter');
      await page.getByText('(this one)').waitFor();
      expect(unexpected(wrong)).to.deep.equal([]);
    });

    it('a sign-in whose codes were all wrong: begins again, with a sentence and the email', async () => {
      const { email } = await personWithFactor(service);
      const { page } = await openSignIn(browser);
      await firstStep(page, email);
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const rejected = page.waitForResponse('**/login/second-factor');
        await codeField(page).fill('12345');
        await button(page, 'Sign in').click();
        await rejected;
        await page.locator('.message.error:visible, .field-error:visible').waitFor();
      }
      await page.getByText('This sign-in has ended. Enter your password again.').waitFor();
      await focusOn(page, 'This sign-in has ended. Enter your password again.');
      expect(await page.getByLabel('Email').inputValue()).to.equal(email);
      await expectAccessible(page);
      await firstStep(page, email);
      await service.service.container.get(ids.Database)('totp_factors').update({ secret: 'lost' });
      await codeField(page).fill('123456');
      await button(page, 'Sign in').click();
      await page.getByText(/A recovery code still works\. Choose “Use a recovery code” below\.$/).waitFor();
      await button(page, 'Start again').click();
      await passwordField(page).waitFor();
    });

    it('a session that has ended: continues after both steps, with what was typed', async () => {
      const person = await personWithFactor(service);
      const { page } = await openApp(browser, service, '/account', { session: person });
      await page.getByLabel('Name that others see').fill('Typed before');
      await service.call('DELETE', '/api/v1/auth/sessions', { token: person.token });
      await button(page, 'Save').click();
      const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
      await passwordField(dialog).fill(password);
      await button(dialog, 'Sign in').click();
      await codeField(dialog).fill(codeOf(person.secret, 1));
      await expectAccessible(page);
      await button(dialog, 'Sign in').click();
      await dialog.waitFor({ state: 'detached' });
      expect(await page.getByLabel('Name that others see').inputValue()).to.equal('Typed before');
    });
  });
}
