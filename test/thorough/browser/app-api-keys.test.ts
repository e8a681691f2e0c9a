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

    it('an admin: creates a service account with a key, which acts until the account is removed', async () => {
      const admin = await signedIn(service, { role: 'admin', visibleName: 'Grace' });
      const call = (method: string, path: string, body?: object) =>
        service.call(method, `/api/v1/${path}`, { body, token: admin.token });
      const { page, wrong } = await openApp(browser, service, '/users', { session: admin });
      await page.getByRole('link', { name: 'Service accounts' }).click();
      await page.locator('main').getByLabel('Name').fill('importer');
      await page.getByLabel('Role').selectOption('moderator');
      await button(page, 'Create a service account').click();
      await page.getByRole('heading', { name: 'importer' }).waitFor();
      await button(page, 'Create an API key').click();
      expect(await page.getByRole('checkbox').count()).to.equal(2);
      await page.getByRole('group', { name: 'Permissions' }).getByLabel('change the catalogue').check();
      await page.locator('.new-key').getByLabel('Name').fill('server');
      await page.getByLabel('Expires').selectOption('never');
      await button(page, 'Create the key').click();
      await focusOn(page, 'Your new key: server');
      const key = await shownKey(page);
      await button(page, 'I have saved it').click();
      const movie = { title: 'Daisies' };
      const { status, body } = await service.call('POST', '/api/v1/movies', { token: key, body: movie });
      expect(status).to.equal(201);
      await expectAccessible(page);
      await page.getByRole('link', { name: 'What it did: server' }).click();
      await page.getByText('importer added Daisies').waitFor();
      await page.getByRole('link', { name: 'server' }).first().waitFor();
      await page.goBack();

      await button(page, 'Create an API key').click();
      await page.locator('.new-key').getByLabel('Name').fill('spare');
      await button(page, 'Create the key').click();
      await focusOn(page, 'Your new key: spare');
      await button(page, 'Remove the key spare').click();
      await button(page.getByRole('dialog'), 'Remove').click();
      await page.getByText('The key spare is removed.').waitFor();
      expect(await page.getByText('Your new key').count()).to.equal(0);

      const id = /\d+$/.exec(page.url())?.[0];
      await call('PATCH', `service-accounts/${id}`, { name: 'night importer' });
      await page.locator('main').getByLabel('Name').fill('my importer');
      await button(page, 'Save').click();
      await page.getByText('Name: importer is now night importer').waitFor();
      await button(page, 'Save').click();
      await page.getByRole('heading', { name: 'my importer' }).waitFor();
      await page.goto(`${service.url}/app/movies/${body.id}/history`);
      await page.getByText(`by service account ${id} with an API key`).waitFor();

      await page.goto(`${service.url}/app/users/service-accounts/${id}`);
      await page.getByLabel('Role').selectOption('user');
      await button(page, 'Save').click();
      await page.getByText('read the catalogue, change the catalogue (not as user)').waitFor();
      await page
        .locator('.title-row', { has: page.locator('h1') })
        .getByRole('button')
        .click();
      await button(page.getByRole('dialog'), 'Remove').click();
      await page.getByText('my importer was removed.').waitFor();
      expect(await statusOf(key)).to.equal(401);
      await page.goto(`${service.url}/app/audit?filter={}`);
      await page.getByText('Grace removed my importer (removed)').waitFor();
      await page
        .getByText(/^Grace created the API key [0-9a-f]{16} for my importer \(removed\)/)
        .first()
        .waitFor();
      await expectAccessible(page);
      await page.getByLabel('Show').selectOption('Done with an API key');
      await page.getByLabel('Id of the key').fill(key);
      await page.keyboard.press('Enter');
      await page.getByText('my importer (removed) added Daisies').waitFor();
      expect(page.url()).to.not.include(key);
      expect(unexpected(wrong)).to.deep.equal([]);
    });

    it('an admin: finds the keys of a person, and removes one', async () => {
      const admin = await signedIn(service, { role: 'admin' });
      const call = (method: string, path: string, body: object) =>
        service.call(method, `/api/v1/${path}`, { body, token: admin.token });
      const ada = await signedIn(service, { visibleName: 'Ada' });
      for (const [name, { token }] of [
        ['of Ada', ada],
        ['of an admin', admin],
      ] as const)
        await createKey(service, token, { name });
      const robot = await call('POST', 'service-accounts', { name: 'robot', role: 'user' });
      const ofRobot = { name: 'of a robot', permissions: ['catalogue:read'] };
      await call('POST', `service-accounts/${robot.body.id}/keys`, ofRobot);
      const { page, wrong } = await openApp(browser, service, '/users/keys', { session: admin });
      await page.getByRole('rowheader', { name: 'of an admin' }).waitFor();
      await page.getByLabel('Service account').selectOption('robot');
      await page.getByRole('rowheader', { name: 'of an admin' }).waitFor({ state: 'detached' });
      expect(await page.getByRole('rowheader').allInnerTexts()).to.have.length(1);
      await page.getByLabel('Service account').selectOption('any');
      await page.getByRole('link', { name: 'Ada', exact: true }).click();
      await page.getByRole('link', { name: 'API keys' }).click();
      await page.getByRole('rowheader', { name: 'of Ada' }).waitFor();
      expect(await page.getByRole('rowheader').count()).to.equal(1);
      await expectAccessible(page);
      await button(page, 'Remove the key of Ada').click();
      await button(page.getByRole('dialog'), 'Remove').click();
      await page.getByText('Nothing matches these filters.').waitFor();
      await focusOn(page, 'All API keys');
      expect((await service.call('GET', myKeys, { token: ada.token })).body.items).to.deep.equal([]);
      expect(unexpected(wrong)).to.deep.equal([]);
    });
  });
}
