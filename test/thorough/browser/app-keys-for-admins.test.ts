import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { createKey, myKeys } from '../../e2e/identity/api-keys.js';
import { signedIn } from '../../e2e/identity/people.js';
import { openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';
import { button, expectAccessible, focusOn, unexpected } from './second-factor-page.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('API keys at /app, for admins:', () => {
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

    const statusOf = async (key: string) =>
      (await service.call('GET', '/api/v1/movies', { token: key })).status;
    const shownKey = (page: Page) => page.locator('.api-key').innerText();

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
