import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { type Person, signedIn } from '../../e2e/identity/people.js';
import { findingsOf, openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('admins at /app:', () => {
    let browser: Browser;
    let service: TestService;
    let admin: Person;
    let page: Page;
    let wrong: string[];
    const requested: string[] = [];
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService();
      admin = await signedIn(service, { role: 'admin', visibleName: 'Grace' });
      ({ page, wrong } = await openApp(browser, service, '', { session: admin }));
      page.on('request', (request) => requested.push(request.url()));
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });

    const call = (method: string, path: string, body?: object, { token } = admin) =>
      service.call(method, `/api/v1/${path}`, { body, token });
    const follow = (name: string | RegExp) => page.getByRole('link', { name, exact: true }).first().click();
    const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    /** Presses a button, and the same one in the dialog that it opens. */
    const confirm = async (name: string) => {
      await page.locator('main').getByRole('button', { name, exact: true }).first().click();
      await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    };
    const find = async (name: string) => {
      await follow('People');
      await page.getByLabel('Search people').fill(name);
      await page.keyboard.press('Enter');
      await page.locator('.people').getByRole('link', { name, exact: true }).click();
      await heading(name);
    };
    const expectAccessible = async () => expect(await findingsOf(page), page.url()).to.deep.equal([]);

    it('a person: is found, suspended on every device after a question, and reinstated', async () => {
      const ada = await signedIn(service, { visibleName: 'Ada' });
      await find('Ada');
      await button('Suspend').click();
      await page.getByRole('dialog').getByText('at once, on every device').waitFor();
      await expectAccessible();
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
      await page.getByText('Ada is suspended.').waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect((await call('GET', 'users/me', undefined, ada)).status).to.equal(401);
      await confirm('Reinstate');
      await button('Suspend').waitFor();
      await expectAccessible();
    });

    it('what another admin changed meanwhile: is shown, and not overwritten', async () => {
      const bob = await signedIn(service, { visibleName: 'Bob' });
      await find('Bob');
      await call('PATCH', `users/${bob.id}`, { role: 'moderator' });
      await page.getByLabel('Name', { exact: true }).fill('Robert');
      await button('Save').click();
      await page.getByText('Role: user is now moderator').waitFor();
      await expectAccessible();
      await button('Save').click();
      await heading('Robert');
      expect((await call('GET', `users/${bob.id}`)).body).to.include({
        visibleName: 'Robert',
        role: 'moderator',
      });
      await call('PATCH', `users/${bob.id}`, { active: false });
      await confirm('Remove the account');
      await page.getByRole('dialog').getByText('State: active is now suspended').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove the account' }).click();
      await page.getByText('The account of Robert is removed.').waitFor();
      expect((await call('GET', `users/${bob.id}`)).status).to.equal(404);
    });

    it('a password is reset and sessions end; the trail describes it in words, and names the person', async () => {
      const eve = await signedIn(service, { visibleName: 'Eve' });
      await find('Eve');
      await confirm('End all sessions');
      await page.getByText('All sessions of Eve have ended.').waitFor();
      expect((await call('GET', 'users/me', undefined, eve)).status).to.equal(401);
      await confirm('Reset the password');
      await page.getByText('Grace reset the password of Eve').waitFor();
      await follow('Everything about this account');
      await page.getByText('Grace ended a session of Eve').waitFor();
      await expectAccessible();
    });

    it("an admin's own account: has no way to be suspended here, and the last admin keeps the role", async () => {
      await find('Grace');
      expect(await button('Suspend').count()).to.equal(0);
      await page.getByLabel('Role').selectOption('user');
      await confirm('Give up my role');
      await page.getByText('The last active admin cannot be removed').waitFor();
      await page.keyboard.press('Escape');
      await expectAccessible();
    });

    it('an invitation: reaches a page where the person chooses a password; until then it can be withdrawn', async () => {
      await follow('People');
      await follow('Invite people');
      const form = page.locator('form.invitation');
      const invite = async (email: string, name: string) => {
        await form.getByLabel('Email').fill(email);
        await form.getByLabel('Name').fill(name);
        await form.getByRole('button').click();
      };
      await invite('grace-2@example.com', 'grace');
      await form.getByText(/visible name/i).waitFor();
      await invite('zoe@example.com', 'Zoe');
      await page.getByText('The invitation to zoe@example.com is on its way.').waitFor();
      await page.getByRole('button', { name: 'Send a link again to Zoe' }).waitFor();
      await expectAccessible();
      await page.getByRole('button', { name: 'Withdraw the account of Zoe' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
      await page.getByText('The account of Zoe is removed.').waitFor();
    });

    it('the trail of an item: is reached from its history, shows values, and leads to who changed it', async () => {
      const mod = await signedIn(service, { role: 'moderator', visibleName: 'Agnès' });
      const { id } = (await call('POST', 'movies', { title: 'Vagabond', releaseYear: 1984 }, mod)).body;
      await call('PATCH', `movies/${id}`, { releaseYear: 1985 }, mod);
      await page.goto(`${service.url}/app/movies/${id}/history`);
      await follow('In the audit trail');
      await page.getByText('Agnès changed Vagabond: Year').waitFor();
      await page.getByText('Values before and after').click();
      await page.getByRole('row', { name: 'Year 1984 1985' }).waitFor();
      await expectAccessible();
      await follow('Agnès');
      await heading('Agnès');
      await follow('Everything this person did');
      await page.getByText('Agnès added Vagabond').waitFor();
      expect(await page.getByRole('combobox', { name: 'Person' }).inputValue()).to.equal('Agnès');
    });

    it('the whole trail: goes by action and by time, in the zone of the browser, with previous and next', async () => {
      for (let count = 0; count < 51; count += 1)
        await call('PATCH', `users/${admin.id}`, { visibleName: `Grace ${count}` });
      await follow('Audit trail');
      await page.getByLabel('Show').selectOption('One kind of action');
      await page.getByLabel('Action').selectOption('Account changed');
      await page.locator('.trail li').nth(49).waitFor();
      await button('Next →').click();
      await page.locator('.trail li').nth(1).waitFor();
      await button('← Previous').click();
      await page.locator('.trail li').nth(49).waitFor();
      await page.getByLabel('Until').fill('2020-01-01T00:00');
      await page.keyboard.press('Enter');
      await page.getByText('Nothing matches these filters.').waitFor();
      await button('Remove all filters').click();
      await page.getByText('Grace 50 changed their own account: Name').first().waitFor();
      await expectAccessible();
    });

    it('no view has an error on its console, and none asks another origin', () => {
      // The browser itself reports responses with an error, which the views above have shown.
      expect(wrong.filter((line) => !/status of (404|409|412)/.test(line))).to.deep.equal([]);
    });

    it('ASVS 8.2.1 others: find no view for admins by its address, and load neither its code nor its data', async () => {
      const ofAdmins = /admin-pages|person-link|api.v1.(users|audit)(?!.me)/;
      // The pattern finds the code, where it is loaded.
      expect(requested.join()).to.match(/admin-pages/);
      const moderator = await signedIn(service, { role: 'moderator' });
      for (const [session, text] of [
        [moderator, /^There is no such page\s+Your account may not do this/],
        [undefined, /Sign in to see this page/],
      ] as const) {
        const opened = await openApp(browser, service, '', session && { session });
        const urls: string[] = [];
        opened.page.on('request', (request) => urls.push(request.url()));
        for (const path of session ? [`/users/${admin.id}`, '/audit'] : ['/users']) {
          await opened.page.goto(`${service.url}/app${path}`);
          await opened.page.getByRole('heading', { level: 1 }).waitFor();
          await opened.page.waitForLoadState('networkidle');
          expect(await opened.page.locator('main').innerText(), path).to.match(text);
        }
        expect(urls.filter((url) => ofAdmins.test(url))).to.deep.equal([]);
      }
    });
  });
}
