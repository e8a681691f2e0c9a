import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { createKey, myKeys } from '../../e2e/identity/api-keys.js';
import { password, signedIn } from '../../e2e/identity/people.js';
import { openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';
import {
  anHourLater,
  button,
  expectAccessible,
  focusOn,
  passwordField,
  tabTo,
  unexpected,
} from './second-factor-page.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('API keys at /app:', () => {
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

    const presses = (page: Page) => async (name: string) => {
      await tabTo(page, name);
      await page.keyboard.press('Enter');
    };
    const statusOf = async (key: string) =>
      (await service.call('GET', '/api/v1/movies', { token: key })).status;
    const shownKey = (page: Page) => page.locator('.api-key').innerText();

    it('a user, by keyboard alone: proves who it is, sees the key once, renames and removes it', async () => {
      const person = await signedIn(service);
      const context = await browser.newContext();
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const { page, wrong } = await openApp(context, service, '/account', {
        session: anHourLater(service, person),
      });
      const press = presses(page);
      await page.getByRole('link', { name: 'For programs that act as you' }).waitFor();
      await press('For programs that act as you');
      await page.getByText('There is no API key yet.').waitFor();
      await press('Create an API key');
      await focusOn(page, 'Name');
      await page.keyboard.type('dashboard');
      await expectAccessible(page);
      await tabTo(page, 'read the catalogue');
      expect(await page.getByRole('checkbox').count()).to.equal(1);
      await page.keyboard.press('Space');
      await press('Create the key');
      await focusOn(page, 'Choose at least one thing that the key may do.');
      await tabTo(page, 'read the catalogue');
      await page.keyboard.press('Space');
      await press('Create the key');
      await passwordField(page.getByRole('dialog')).waitFor();
      await focusOn(page, 'Password');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      await focusOn(page, 'Your new key: dashboard');
      await expectAccessible(page);
      const key = await shownKey(page);
      expect(await statusOf(key)).to.equal(200);
      await press('Copy');
      await page.getByText('Copied.').waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(key);
      await press('I have saved it');
      await focusOn(page, 'Create an API key');
      expect(await page.content()).to.not.include(key);
      expect(
        await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])'),
      ).to.not.include(key);

      await press('Rename');
      await focusOn(page, 'Name');
      await page.keyboard.type('kitchen');
      await page.keyboard.press('Enter');
      await page.getByText('The key is called kitchen now.').waitFor();
      await page.getByRole('row', { name: 'kitchen' }).waitFor();
      await focusOn(page, 'Rename');
      await press('Remove');
      await page.getByRole('dialog', { name: 'Remove the key kitchen?' }).waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Enter');
      await page.getByText('The key kitchen is removed.').waitFor();
      await page.getByText('There is no API key yet.').waitFor();
      await focusOn(page, 'API keys');
      await expectAccessible(page);
      expect(await statusOf(key)).to.equal(401);
      expect(unexpected(wrong)).to.deep.equal([]);
    });

    it('a user whose key is removed elsewhere: sees that, in place of the new key and of a failed change', async () => {
      const person = await signedIn(service);
      const { page, wrong } = await openApp(browser, service, '/account/keys', { session: person });
      const removeElsewhere = async () => {
        const [key] = (await service.call('GET', myKeys, { token: person.token })).body.items;
        await service.call('DELETE', `${myKeys}/${key.id}`, { token: person.token });
      };
      await button(page, 'Create an API key').click();
      await page.locator('.new-key').getByLabel('Name').fill('shown');
      await button(page, 'Create the key').click();
      await page.getByRole('rowheader', { name: 'shown' }).waitFor();
      await removeElsewhere();
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
      await page.getByText('The key shown is removed.').waitFor();
      await focusOn(page, 'Create an API key');
      expect(await page.locator('.api-key').count()).to.equal(0);
      await createKey(service, person.token, { name: 'stale' });
      await page.reload();
      await page.getByRole('rowheader', { name: 'stale' }).waitFor();
      await removeElsewhere();
      await button(page, 'Rename the key stale').click();
      await page.getByRole('dialog').getByLabel('Name').fill('fresh');
      await button(page.getByRole('dialog'), 'Save').click();
      await page.getByText('The key stale is removed.').waitFor();
      await focusOn(page, 'API keys');
      expect(unexpected(wrong)).to.deep.equal([]);
    });
  });
}
