import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { databaseOf, type Person, signedIn } from '../../e2e/identity/people.js';
import { findingsOf, openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';
import { concertTable, kindsWithConcerts } from '../../support/toy-kind.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('duplicates, exports and years at /app:', () => {
    let browser: Browser;
    let service: TestService;
    let person: Person;
    let page: Page;
    let wrong: string[];
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService({}, { kinds: kindsWithConcerts });
      await databaseOf(service).raw(concertTable);
      person = await signedIn(service, { role: 'moderator' });
      ({ page, wrong } = await openApp(browser, service, '', { session: person }));
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });

    const create = async (path: string, body: object): Promise<number> =>
      (await service.call('POST', `/api/v1/${path}`, { body, token: person.token })).body.id;
    const read = async (path: string) => (await service.call('GET', `/api/v1/${path}`)).body;
    const open = (path: string) => page.goto(`${service.url}/app${path}`);
    const merge = () => page.getByRole('button', { name: /^Merge into/ }).click();
    const notice = () => page.locator('.merge-notice').innerText();
    const check = async (state: string) => expect(await findingsOf(page), state).to.deep.equal([]);

    it('duplicates: are compared side by side; the moderator chooses which one stays, and what refers to the other moves', async () => {
      const [full, other] = [
        await create('authors', { name: 'Agnès Varda', birthYear: 1928, biography: 'A photographer.' }),
        await create('authors', { name: 'Agnes Varda', externalIds: { tmdb: '6817' } }),
      ];
      const movie = await create('movies', { title: 'Jacquot', authorId: full });
      await open('/authors');
      await page.getByRole('link', { name: 'Duplicates' }).click();
      await page.getByText('2 entries').waitFor();
      await check('duplicates');
      await page.getByRole('link', { name: 'Compare Agnès Varda' }).click();
      const row = (name: RegExp) => page.getByRole('row', { name }).getByRole('cell').allInnerTexts();
      await page.getByRole('row', { name: /^Movies 1 0/ }).waitFor();
      expect(await row(/^Born/)).to.deep.equal(['1928', 'none']);
      // The one with more fields is proposed. Choosing the other one shows what would be lost.
      expect(await page.getByRole('radio', { name: `Agnès Varda (${full}) stays` }).isChecked()).to.equal(
        true,
      );
      await page.getByText('These ids move: tmdb: 6817.').waitFor();
      await page.getByRole('radio', { name: `Agnes Varda (${other}) stays` }).check();
      await page.getByText(/Not copied, although .* lacks it: Born and Biography/).waitFor();
      await check('a comparison');
      await merge();
      await page.getByRole('heading', { name: 'Agnes Varda' }).waitFor();
      expect(await notice()).to.contain(`Merged into this entry: “Agnès Varda (${full})”.`);
      await page.getByRole('link', { name: 'Jacquot' }).waitFor();
      expect((await read(`movies/${movie}`)).authorId).to.equal(other);
      await page.getByRole('link', { name: 'Back to the duplicates' }).click();
      await page.getByText('No two entries have the same name.').waitFor();
      // The old address leads to the item that stayed.
      await open(`/authors/${full}/show`);
      await page.waitForURL(`**/authors/${other}/show`);
      expect(await notice()).to.equal(`Entry ${full} was merged into this one.`);
      await check('the address of a merged item');
      expect(wrong.filter((line) => !/404/.test(line))).to.deep.equal([]);
    });

    it('an item that is changed meanwhile: is not merged; its new version is shown, and merged afterwards', async () => {
      const [stays, removed] = [
        await create('movies', { title: 'Persona', releaseYear: 1966, runtimeMinutes: 83 }),
        await create('movies', { title: 'Persona 2' }),
      ];
      await open(`/movies/${removed}/show`);
      await page.getByRole('link', { name: 'Merge into …' }).click();
      await page.getByRole('combobox', { name: 'The movie that it becomes part of' }).fill('persona');
      await page.getByRole('option', { name: 'Persona 1966' }).click();
      await page.getByRole('radio', { name: `Persona (${stays}) stays`, checked: true }).waitFor();
      const change = { body: { description: 'Another film.' }, token: person.token };
      await service.call('PATCH', `/api/v1/movies/${removed}`, change);
      await merge();
      await page.getByText(`Persona 2 (${removed}) was changed meanwhile: Description.`).waitFor();
      await page.getByRole('cell', { name: 'Another film.' }).waitFor();
      expect((await read(`movies/${removed}`)).title).to.equal('Persona 2');
      // A lost connection: the same button merges.
      await page.route('**/merge', (route) => route.abort());
      await merge();
      await page.getByText('The service cannot be reached').waitFor();
      await check('an obstacle');
      await page.unroute('**/merge');
      await merge();
      await page.getByRole('heading', { name: 'Persona', exact: true }).waitFor();
      expect((await read(`movies/${removed}`)).mergedInto).to.equal(stays);
    });

    it('items that others merge or remove meanwhile, and too many references: show the reason, and what to do next', async () => {
      const concerts: number[] = [];
      for (let n = 0; n < 5; n += 1)
        concerts.push(await create('concerts', { title: 'Proms', players: 80 + n }));
      const [a, b, c, d, e] = concerts as [number, number, number, number, number];
      const mergeElsewhere = (id: number, into: number) =>
        service.call('POST', `/api/v1/concerts/${id}/merge`, { body: { into }, token: person.token });
      await open(`/concerts/merge?ids=${a},${b},${c}&stays=${c}`);
      await page.getByRole('checkbox', { name: `Proms (${b}) is merged` }).uncheck();
      await mergeElsewhere(a, d);
      await merge();
      await page.getByText(`Entry ${a} was merged into entry ${d} meanwhile.`).waitFor();
      await check('an item that is gone');
      await page.getByRole('button', { name: `Compare with ${d}` }).click();
      await page.getByRole('radio', { name: `Proms (${d}) stays` }).waitFor();
      // The one that stays is removed by another person.
      await page.getByRole('radio', { name: `Proms (${d}) stays` }).check();
      await service.call('DELETE', `/api/v1/concerts/${d}`, { token: person.token });
      await merge();
      await page.getByText(`Entry ${d} was removed meanwhile.`).waitFor();
      await page.getByRole('button', { name: 'Leave it out' }).click();
      const problem = {
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          status: 409,
          code: 'too-many-references',
          detail: '12000 items refer to it.',
        }),
      };
      await open(`/concerts/merge?ids=${e},${c}&stays=${c}`);
      await page.route('**/merge', (route) => route.fulfill(problem));
      await merge();
      await page.getByText('12000 items refer to it.').waitFor();
      await page.unroute('**/merge');
      await page.getByRole('button', { name: `Let ${e} stay instead` }).click();
      await merge();
      await page.getByText(`Merged into this entry: “Proms (${c})”.`).waitFor();
      expect((await read(`concerts/${c}`)).mergedInto).to.equal(e);
    });

    it('the years: lead to their movies; the list is exported with its filters, and what a file cannot have is named', async () => {
      for (const [title, releaseYear, genres] of [
        ['Zéro', 1933, ['war']],
        ['Alba', 1955, ['war']],
        ['Brot', 1958, ['war']],
        ['Cera', 1952, ['drama']],
      ] as const)
        await create('movies', { title, releaseYear, genres });
      await open('');
      await page.getByRole('combobox', { name: 'Genre' }).selectOption('war');
      const column = page
        .getByRole('list', { name: 'Movies by year' })
        .getByRole('link', { name: '1950s: 2' });
      await column.waitFor();
      await check('the first view');
      await column.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Brot' }).waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByText('Genre: war', { exact: true }).last().waitFor();
      await page.getByLabel('Between the columns').selectOption(';');
      await check('an export');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download' }).click(),
      ]);
      const text = await readFile(await file.path(), 'utf8');
      expect(text).to.match(/^\uFEFFid;title;/);
      expect(
        text
          .split('\r\n')
          .slice(1, -1)
          .map((line) => line.split(';')[1]),
      ).to.deep.equal(['Alba', 'Brot']);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByLabel('Search movies').fill('alba');
      await page.getByLabel('Search movies').press('Enter');
      await page.getByText('Best match first').waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByText('A file cannot be limited by: Search.').waitFor();
    });

    it('guests and users: see no duplicates, merges and exports', async () => {
      const { page: guest } = await openApp(browser, service, '/movies');
      await guest.getByRole('heading', { name: 'Movies' }).waitFor();
      expect(await guest.getByRole('button', { name: 'Export' }).count()).to.equal(0);
      await guest.goto(`${service.url}/app/movies/duplicates`);
      await guest.getByText('Sign in to see this page.').waitFor();
    });
  });
}
