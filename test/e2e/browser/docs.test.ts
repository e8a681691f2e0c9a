import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { findBrowser, openBrowser, watchedPage } from '../../support/browser.js';
import { useService } from '../../support/service.js';
import { execute } from './try-it-out.js';

const browserFile = findBrowser();
const admin = { email: 'admin@example.com', password: 'quiet violins at noon' };

if (browserFile === undefined) {
  process.stdout.write('browser: none here, and none to be had (apt-get as root): THE PAGES ARE NOT TRIED\n');
} else {
  describe('/docs in a browser', () => {
    const service = useService({ ADMIN__EMAIL: admin.email, ADMIN__PASSWORD: admin.password });
    let browser: Browser;

    before(async () => {
      browser = await openBrowser(browserFile);
    });
    after(() => browser.close());

    for (const width of [1280, 390]) {
      it(`${width} pixels wide: shows every tag, with no error and nothing from elsewhere`, async () => {
        const { page, wrong } = await watchedPage(browser, service().url, width);
        await page.goto(`${service().url}/`, { waitUntil: 'networkidle' });
        await page.locator('.opblock').first().waitFor();
        const tags = await page.locator('.opblock-tag').allInnerTexts();
        expect(tags.map((tag) => tag.trim())).to.include.members([
          'auth',
          'users',
          'authors',
          'movies',
          'series',
        ]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
        expect(wrong).to.deep.equal([]);
      });
    }

    it('for a person who logs in there: creates a film, and shows it', async () => {
      const { page, wrong } = await watchedPage(browser, service().url, 1280);
      await page.goto(`${service().url}/docs`, { waitUntil: 'networkidle' });
      const login = await execute(page, 'postAuthLogin', admin);
      expect(login.status).to.equal('200');

      await page.locator('.auth-wrapper .authorize').click();
      await page
        .locator('.modal-ux #auth-bearer-value')
        .fill(/"accessToken": "([^"]+)"/.exec(login.text)?.[1] ?? '');
      await page.locator('.modal-ux button.authorize').first().click();
      await page.locator('.modal-ux .btn-done').first().click();

      const created = await execute(page, 'postMovies', { title: 'Cléo from 5 to 7', releaseYear: 1962 });
      expect(created.status).to.equal('201');
      const listed = await execute(page, 'getMovies');
      expect(listed.text).to.include('Cléo from 5 to 7');
      expect(wrong).to.deep.equal([]);
    });

    it('of an error: opens the page about its code', async () => {
      const { page, wrong } = await watchedPage(browser, service().url, 390);
      await page.goto(`${service().url}/problems`);
      await page.getByRole('link', { name: 'weak-password' }).click();
      expect(await page.locator('h1').innerText()).to.equal('Weak password');
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(390);
      expect(wrong).to.deep.equal([]);
    });
  });
}
