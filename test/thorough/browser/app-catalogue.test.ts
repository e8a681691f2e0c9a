import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { databaseOf, signedIn } from '../../e2e/identity/people.js';
import { openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';
import { concertTable, kindsWithConcerts } from '../../support/toy-kind.js';

const browserFile = findBrowser();

/** The names in the first column of a list. */
const names = (page: Page) => page.locator('.items tbody th').allInnerTexts();

if (browserFile === undefined) {
  process.stdout.write('browser: none here, and none to be had (apt-get as root): /app IS NOT TRIED\n');
} else {
  describe('the catalogue at /app, for guests:', () => {
    let browser: Browser;
    let service: TestService;
    let authorId: number;
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService({}, { kinds: kindsWithConcerts });
      await databaseOf(service).raw(concertTable);
      const { token } = await service.signIn(await service.user({ role: 'moderator' }));
      const create = async (path: string, body: object) =>
        (await service.call('POST', `/api/v1/${path}`, { body, token })).body.id as number;
      authorId = await create('authors', { name: 'Agnès Varda', birthYear: 1928 });
      for (let n = 1; n <= 45; n += 1)
        await create('movies', {
          title: `Film ${n}`,
          releaseYear: 1950 + n,
          genres: n % 2 ? ['drama'] : ['comedy'],
          ...(n <= 12 && { authorId }),
          ...(n === 1 && { description: 'A walk\nthrough Paris.', runtimeMinutes: 1_234 }),
        });
      await create('concerts', { title: 'Proms', players: 80, conductorId: authorId });
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });
    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

    it('the first view: loads at most 200 kB of compressed script, all of it from /app', async () => {
      const { page, wrong } = await openApp(browser, service, '/movies');
      await page.getByRole('link', { name: 'Film 1', exact: true }).waitFor();
      const bytes = await page.evaluate(
        `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
      );
      expect(bytes).to.be.within(50_000, 200_000);
      expect(wrong).to.deep.equal([]);
    });

    it('a list: goes by next and previous, and a reload and a link back show the same page', async () => {
      const { page, wrong } = await openApp(browser, service, '/movies');
      await page.getByRole('row', { name: 'Film 1 ', exact: false }).first().waitFor();
      expect(await names(page)).to.deep.equal(Array.from({ length: 20 }, (_, n) => `Film ${n + 1}`));
      const [previous, next] = [/Previous/, /Next/].map((name) => page.getByRole('button', { name }));
      expect(await previous?.isDisabled()).to.equal(true);
      await next?.click();
      await page.getByRole('link', { name: 'Film 21', exact: true }).waitFor();
      await next?.click();
      await page.getByRole('link', { name: 'Film 41', exact: true }).waitFor();
      expect(await next?.isDisabled()).to.equal(true);
      await page.reload();
      await page.getByRole('link', { name: 'Film 41', exact: true }).click();
      await page.getByRole('heading', { name: 'Film 41' }).waitFor();
      await page.goBack();
      await previous?.click();
      await page.getByRole('link', { name: 'Film 21', exact: true }).waitFor();
      expect(wrong).to.deep.equal([]);
    });

    it('filters: offer the sorts that have an index; what cannot be combined gives way, and is named', async () => {
      const { page, wrong } = await openApp(browser, service, '/movies');
      const sorts = () => page.getByLabel('Sort by').locator('option').allInnerTexts();
      await page.getByRole('link', { name: 'Film 1', exact: true }).waitFor();
      expect(await sorts()).to.include('Title, ascending');
      await page.getByLabel('Year from').fill('1960');
      await page.getByLabel('Year to').fill('2000');
      await page.getByLabel('Year to').press('Enter');
      await page.getByRole('link', { name: 'Film 1', exact: true }).waitFor({ state: 'detached' });
      expect((await names(page))[0]).to.equal('Film 10');
      expect(await sorts()).to.deep.equal(['Year, ascending', 'Year, descending']);
      await page.locator('details.choices summary').first().click();
      await page.getByLabel('comedy').first().check();
      await page.getByRole('link', { name: 'Film 11', exact: true }).waitFor({ state: 'detached' });
      expect((await names(page)).slice(0, 2)).to.deep.equal(['Film 10', 'Film 12']);
      await page.getByText('More filters').click();
      await page.getByLabel('Missing').selectOption('description');
      await page.getByText(/^Removed, because.*Year from/).waitFor();
      expect(await page.locator('.chips li').allInnerTexts()).to.have.length(1);
      await page.getByRole('button', { name: /Remove the filter/ }).click();
      await page.getByRole('link', { name: 'Film 1', exact: true }).waitFor();
      expect(wrong).to.deep.equal([]);
    });

    it('an item: shows every field and its author, whose page lists the items that refer to it', async () => {
      const { page, wrong } = await openApp(browser, service, '/movies');
      await page.getByRole('link', { name: 'Film 1', exact: true }).click();
      await page.getByText('through Paris.').waitFor();
      expect(await page.locator('.facts').innerText()).to.match(/1951[\s\S]*drama[\s\S]*1,234/);
      await page.getByRole('link', { name: 'Agnès Varda' }).click();
      await page.getByRole('heading', { name: 'Agnès Varda' }).waitFor();
      await page.getByRole('heading', { name: 'Movies' }).waitFor();
      await page.getByRole('link', { name: 'All Movies' }).click();
      await page.getByRole('link', { name: 'Film 12', exact: true }).waitFor();
      expect(await names(page)).to.have.length(12);
      expect(wrong).to.deep.equal([]);
    });

    it('a search: forgives a misspelling, and shows if nothing was found', async () => {
      const { page, wrong } = await openApp(browser, service, '');
      const box = page.getByRole('searchbox', { name: 'Search titles and names' });
      await box.fill('agnes vrada');
      await box.press('Enter');
      await page.getByRole('link', { name: 'Agnès Varda' }).waitFor();
      await box.fill('qqqqqqqq');
      await box.press('Enter');
      await page.getByText(/^Nothing found for “qqqqqqqq”/).waitFor();
      expect(wrong).to.deep.equal([]);
    });

    it('a kind that the page does not know: has its list, filters, items and references', async () => {
      const { page, wrong } = await openApp(browser, service, '');
      await page.getByRole('link', { name: 'Concerts' }).click();
      await page.getByRole('link', { name: 'Proms' }).waitFor();
      expect(await page.locator('.items thead').innerText()).to.match(
        /Title\s+Players\s+Conductor\s+Composer/,
      );
      const conductor = page.getByRole('combobox', { name: 'Conductor' });
      await conductor.fill('varda');
      await page.getByRole('option', { name: /Agnès Varda/ }).click();
      await page.getByRole('button', { name: /Remove the filter Conductor/ }).waitFor();
      await page.getByRole('link', { name: 'Proms' }).click();
      await page.locator('.facts').getByText('80').waitFor();
      await page.getByRole('link', { name: 'Agnès Varda' }).click();
      await page.getByRole('heading', { name: 'Concerts (Conductor)' }).waitFor();
      expect(wrong).to.deep.equal([]);
    });

    it('a kind that the page does not know: has its forms, history, duplicates, merge and export, for a moderator', async () => {
      const session = await signedIn(service, { role: 'moderator' });
      const { page, wrong } = await openApp(browser, service, '/concerts/create', { session });
      await page.getByRole('textbox', { name: /^Title/ }).fill('Proms');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('link', { name: 'History' }).click();
      await page.getByText('Added by you').waitFor();
      await page.getByRole('link', { name: 'Concerts' }).click();
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('link', { name: 'Duplicates' }).click();
      await page.getByRole('link', { name: 'Compare Proms' }).click();
      await page.getByRole('button', { name: /^Merge into Proms/ }).click();
      await page.getByText('Merged into this entry').waitFor();
      expect(wrong).to.deep.equal([]);
    });

    it('a lost connection, an item and a page that do not exist: show an error; a retry continues', async () => {
      const { page } = await openApp(browser, service, '/movies/999999/show');
      await page.getByText('This entry was removed or never existed.').waitFor();
      await page.goto(`${service.url}/app/nothing/here`);
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
      await page.route('**/api/v1/movies?*', (route) => route.abort());
      await page.getByRole('link', { name: 'Movies' }).click();
      await page.getByText('The service cannot be reached').waitFor();
      await page.unroute('**/api/v1/movies?*');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('link', { name: 'Film 1', exact: true }).waitFor();
    });
  });
}
