import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, openBrowser, type WatchedPage, watchedPage } from '../../support/browser.js';
import { type TestService, useService } from '../../support/service.js';
import { execute } from './try-it-out.js';

const browserFile = findBrowser();
const admin = { email: 'admin@example.com', password: 'quiet violins at noon' };
const settings = { ADMIN__EMAIL: admin.email, ADMIN__PASSWORD: admin.password };

/** The cookies that the browser would send to POST /auth/refresh. */
const cookiesOf = async (page: Page, { url }: TestService) =>
  (await page.context().cookies(`${url}/api/v1/auth/refresh`)).map(
    ({ name, path, sameSite, httpOnly }) => `${name} ${path} ${sameSite} ${httpOnly}`,
  );

if (browserFile === undefined) {
  process.stdout.write('browser: none here, and none to be had (apt-get as root): THE PAGES ARE NOT TRIED\n');
} else {
  describe('/docs in a browser:', () => {
    let browser: Browser;
    // Closed first: the hooks of the services wait for responses that an open page may never read.
    after(() => browser.close());
    const service = useService(settings);
    const secureService = useService({ ...settings, COOKIES__SECURE: 'true' });
    let page: Page;
    let wrong: WatchedPage['wrong'];

    before(async () => {
      browser = await openBrowser(browserFile);
      ({ page, wrong } = await watchedPage(browser, service().url, 1280));
      await page.goto(`${service().url}/`);
      await page.locator('.opblock').first().waitFor();
    });
    afterEach(() => expect(wrong).to.deep.equal([]));

    it('1280 and 390 pixels wide: shows every tag, without errors or requests to other hosts', async () => {
      const tags = await page.locator('.opblock-tag').allInnerTexts();
      const expected = ['auth', 'users', 'authors', 'movies', 'series'];
      expect(tags.map((tag) => tag.trim().split('\n')[0])).to.include.members(expected);
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
      }
    });

    it('an operation: shows which role it requires, and shows the examples of the document, none of them filled in', async () => {
      const requirement = (operation: string) =>
        page.locator(`[id$="-${operation}"] .opblock-summary .required-role`).allInnerTexts();
      expect(await requirement('createMovie')).to.deep.equal(['requires the role moderator']);
      expect(await requirement('listMovies')).to.deep.equal([]);
      const block = page.locator('[id$="-listMovies"]');
      await block.locator('.opblock-summary-control').click();
      const prefix = block.locator('tr[data-param-name="title.prefix"]');
      expect(await prefix.innerText()).to.include('Example: Cléo from 5 to 7');
      expect(await prefix.locator('input').inputValue()).to.equal('');
      expect(await block.locator('tr[data-param-name="genre"]').innerText()).to.include('drama,comedy');
      expect(await block.locator('.responses-table .example').first().innerText()).to.include('Cléo');
      await block.locator('.opblock-summary-control').click();
    });

    it('ASVS 3.3.1/.3/.4 with cookies: after a login, operations work until the logout', async () => {
      const login = await execute(page, 'logIn', { ...admin, transport: 'cookie' });
      expect(login.status).to.equal('200');
      expect(login.text).to.include(admin.email).and.to.not.include('accessToken');
      expect(await cookiesOf(page, service())).to.have.members([
        'access_token / Lax true',
        'refresh_token /api/v1/auth Strict true',
      ]);
      expect(await page.evaluate('document.cookie')).to.equal('');
      expect((await execute(page, 'listSessions')).text).to.include('"current": true');
      expect((await execute(page, 'logOut')).status).to.equal('204');
      expect(await cookiesOf(page, service())).to.deep.equal([]);
      expect((await execute(page, 'listSessions')).status).to.equal('401');
      // Logged by the browser itself.
      expect(wrong.splice(0).join()).to.match(/^[^,]*401[^,]*$/);
    });

    it('with an access token: creates a movie, and lists it', async () => {
      const login = await execute(page, 'logIn', admin);
      expect(login.status).to.equal('200');
      await page.locator('.auth-wrapper .authorize').click();
      await page
        .locator('.modal-ux #auth-bearer-value')
        .first()
        .fill(/"accessToken": "([^"]+)"/.exec(login.text)?.[1] ?? '');
      await page.locator('.modal-ux button.authorize').first().click();
      await page.locator('.modal-ux .btn-done').first().click();
      const created = await execute(page, 'createMovie', { title: 'Cléo from 5 to 7', releaseYear: 1962 });
      expect(created.status).to.equal('201');
      expect((await execute(page, 'listMovies')).text).to.include('Cléo from 5 to 7');
    });

    it('with an API key, in its own field: does what the key was granted, and nothing else', async () => {
      const request = { name: 'docs', permissions: ['catalogue:read'] };
      const key = /"key": "([^"]+)"/.exec((await execute(page, 'createOwnKey', request)).text)?.[1] ?? '';
      await page.locator('.auth-wrapper .authorize').click();
      const dialog = page.locator('.modal-ux');
      const schemes = await dialog.getByRole('heading', { level: 4 }).allInnerTexts();
      expect(schemes.map((text) => /\w+/.exec(text)?.[0])).to.deep.equal(['accessToken', 'apiKey']);
      await dialog.getByRole('button', { name: 'Remove authorization' }).first().click();
      await dialog.locator('#auth-bearer-value').last().fill(key);
      await dialog.locator('button.authorize').last().click();
      await dialog.locator('.btn-done').first().click();
      expect((await execute(page, 'listMovies')).status).to.equal('200');
      expect((await execute(page, 'createMovie', { title: 'Daisies' })).status).to.equal('403');
      // Logged by the browser itself.
      expect(wrong.splice(0).join()).to.match(/^[^,]*403[^,]*$/);
    });

    it('the page of an error code: opens by its link', async () => {
      await page.setViewportSize({ width: 390, height: 900 });
      await page.goto(`${service().url}/problems`);
      await page.getByRole('link', { name: 'weak-password' }).click();
      expect(await page.locator('h1').innerText()).to.equal('Weak password');
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(390);
    });

    it('ASVS 3.3.1/.3 with Secure and the prefixes of names: the browser stores, sends and removes both cookies', async () => {
      const watched = await watchedPage(browser, secureService().url, 1280);
      await watched.page.goto(`${secureService().url}/account/verify`);
      const statusOf = (method: string, path: string, body?: object) =>
        watched.page.evaluate(
          async ([method = '', path = '', body]) =>
            (
              await fetch(`/api/v1/${path}`, {
                method,
                headers: { 'content-type': 'application/json' },
                ...(body !== undefined && { body }),
              })
            ).status,
          [method, path, JSON.stringify(body)],
        );
      expect(await statusOf('POST', 'auth/login', { ...admin, transport: 'cookie' })).to.equal(200);
      expect(await cookiesOf(watched.page, secureService())).to.have.members([
        '__Host-access_token / Lax true',
        '__Host-refresh_token / Strict true',
      ]);
      expect(await statusOf('GET', 'users/me')).to.equal(200);
      expect(await statusOf('POST', 'auth/refresh')).to.equal(200);
      expect(await statusOf('POST', 'movies', { title: 'Cléo from 5 to 7' })).to.equal(201);
      expect(await statusOf('POST', 'auth/logout')).to.equal(204);
      expect(await cookiesOf(watched.page, secureService())).to.deep.equal([]);
      expect(watched.wrong).to.deep.equal([]);
    });
  });
}
