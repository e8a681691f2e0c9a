import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { writeXlsx } from 'hucre/xlsx';
import type { Browser, Page } from 'playwright-core';
import { type Person, password, signedIn } from '../../e2e/identity/people.js';
import { databaseOf, holdingBatch, rows, stored } from '../../e2e/import/held-batches.js';
import { movieLines } from '../../e2e/import/importing.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { openApp, startAppService, violationsOf } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';

const browserFile = findBrowser();

/** A table of an editor, with a genre and a year that do not exist. */
const own = `title,releaseYear,genres,imdbId,author
Daisies,1966,"comedy, drama",tt0060959,Věra Chytilová
Ran,1985,Dramedy,tt0089881,Akira Kurosawa
Persona,1066,drama,tt0060827,Ingmar Bergman
`;
const letterboxd = `Date,Name,Year,Letterboxd URI
2023-01-02,Cléo from 5 to 7,1962,https://boxd.it/2aHi
2023-01-05,Vagabond,1985,https://boxd.it/1Wtu
`;

if (browserFile !== undefined) {
  describe('imports at /app, as a moderator:', () => {
    let browser: Browser;
    let service: TestService;
    let person: Person;
    let page: Page;
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService({ IMPORT__MAX_BYTES: '1000000' });
      person = await signedIn(service, { role: 'moderator' });
      page = (await openApp(browser, service, '/imports', { session: person })).page;
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });
    afterEach(() => page.unrouteAll());

    const call = (method: string, path: string, options = {}) =>
      service.call(method, `/api/v1/imports${path}`, { token: person.token, ...options });
    const heading = (name: string, on = page) => on.getByRole('heading', { name, exact: true }).waitFor();
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const choose = (name: string, content: string | Uint8Array) =>
      page
        .getByLabel(/^Choose (?:a|another) file$/)
        .setInputFiles({ name, mimeType: '', buffer: Buffer.from(content) });
    const upload = async (name: string, content: string | Uint8Array) => {
      await page.goto(`${service.url}/app/imports/new`);
      await choose(name, content);
      await press('Upload and check');
    };
    const id = () => Number(/imports\/(\d+)/.exec(page.url())?.[1]);
    /** The numbers that the page shows, by result. */
    const tally = async (on = page) =>
      Object.fromEntries(
        (await on.locator('.tally dl > div').allInnerTexts()).map((text) => text.split('\n').slice(0, 2)),
      );
    /** Has no accessibility violation, and fits into its width, in this state. */
    const expectSound = async (state: string) => {
      await page.setViewportSize({ width: 390, height: 900 });
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violationsOf(page), state).to.deep.equal([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), state).to.be.at.most(390);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
    };

    it('a table with wrong rows: shows what would change, and imports the others; another browser goes on at its address', async () => {
      await page.getByText('Nothing has been imported yet.').waitFor();
      await page.getByRole('link', { name: 'Import a file' }).click();
      await press('Upload and check');
      await page.getByText('Choose a file first.').waitFor();
      await choose('films.csv', 'x'.repeat(1_000_001));
      await page.getByText('The limit is 1 MB').waitFor();
      await expectSound('a file that is too large');
      await choose('movies.csv', own);
      await press('Upload and check');
      await heading('This would change');
      expect(await tally()).to.include({ New: '1', Rejected: '2', 'New authors': '1' });
      await page.getByText('"Dramedy" is not a genre').waitFor();
      expect(await page.locator('.mapping').innerText()).to.include('releaseYear → Year');
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download rejected rows' }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).to.equal('rejected-movies.csv');
      expect(readFileSync(await download.path(), 'utf8')).to.include('"Dramedy""');
      await page.getByText('Read the file differently').click();
      await expectSound('ready');
      const other = (await openApp(browser, service, `/imports/${id()}`, { session: person })).page;
      await other.getByRole('button', { name: 'Start the import' }).press('Enter');
      await heading('The import is done', other);
      expect(await tally(other)).to.include({ New: '1', Rejected: '2' });
      // The first browser follows by itself.
      await page.evaluate('window.dispatchEvent(new Event("visibilitychange"))');
      await heading('The import is done');
      await expectSound('done');
      await other.context().close();
      await page.getByRole('link', { name: 'See movies' }).click();
      await page.getByRole('rowheader', { name: 'Daisies' }).waitFor();
      await page.getByRole('link', { name: 'Imports' }).click();
      const row = page.getByRole('row', { name: /movies\.csv/ });
      expect(await row.innerText()).to.match(/Imported\s+1 new, 0 changed, 2 rejected\s+you/);
      await expectSound('the list');
    });

    it('a spreadsheet with columns of its own: asks which is which, and reads it then; a file of Letterboxd needs nothing', async () => {
      const sheet = [
        ['Movie Title', 'Link', 'Mood'],
        ['Wanda', 'https://example.com/wanda', 'sad'],
      ];
      await upload('films.xlsx', await writeXlsx({ sheets: [{ name: 'Films', rows: sheet }] }));
      await heading('The file cannot be read yet');
      const failed = id();
      await page.getByText('choose “Kind: movies” or “Kind: series”').waitFor();
      expect(await page.getByLabel('Title', { exact: true }).inputValue()).to.equal('Movie Title');
      await page.getByLabel('Description').selectOption('Mood');
      await expectSound('unknown columns');
      await press('Check again with these options');
      await heading('This would change');
      expect(id()).to.not.equal(failed);
      expect((await call('GET', `/${id()}`)).body.dryRun.files[0].firstRows[0].fields).to.include({
        title: 'Wanda',
        sourceId: 'https://example.com/wanda',
        description: 'sad',
      });
      const mapped = id();
      await page.getByText('Read the file differently').click();
      await page.getByLabel('Leave out values').check();
      await press('Check again with these options');
      await page.waitForURL((url) => !url.pathname.endsWith(`/${mapped}`));
      await heading('This would change');
      await eventually(
        async () => (await call('GET', `/${mapped}`)).body.status === 'canceled',
        'the import that was replaced is canceled',
      );
      await upload('watched.csv', letterboxd);
      await heading('This would change');
      await page.getByText('Recognized as a file of Letterboxd').waitFor();
      expect(await tally()).to.include({ New: '2', Rejected: '0' });
    });

    it('an upload that breaks off, finds no space, or whose session has ended: says so, and can be sent again', async () => {
      await page.route('**/file', (route) => route.abort());
      await upload('movies.csv', own);
      await heading('The upload broke off');
      await expectSound('an upload that broke off');
      await page.unrouteAll();
      const full = { code: 'import-storage-full', status: 503, title: '', detail: '' };
      await page.route('**/file', (route) =>
        route.fulfill({
          status: 503,
          headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '1' },
          body: JSON.stringify(full),
        }),
      );
      await press('Try again');
      await page.getByText('There is no space for this file now').waitFor();
      await page.unrouteAll();
      await service.call('DELETE', '/api/v1/auth/sessions', { token: person.token });
      await press('Try again');
      const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
      await dialog.getByLabel('Password', { exact: true }).fill(password);
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await dialog.waitFor({ state: 'detached' });
      await press('Try again');
      await page
        .getByText('All rows repeat what the catalogue has already')
        .or(page.getByText('Every row'))
        .waitFor();
      const cookies = await page.context().cookies();
      person = { ...person, token: cookies.find(({ name }) => name === 'access_token')?.value as string };
    });

    it('a page that was closed before the upload: takes the file at its address', async () => {
      const { body } = await call('POST', '', { body: { name: 'movies.csv' } });
      await page.goto(`${service.url}/app/imports/${body.id}`);
      await page.getByText('The file is not uploaded yet').waitFor();
      await choose('movies.csv', 'title,imdbId\nJeanne Dielman,tt0073198\n');
      await expectSound('without its file');
      await press('Upload');
      await heading('This would change');
    });

    it('a running import: shows its counts; another one waits; a person cancels it, and what it stored stays', async () => {
      const { key, text } = movieLines(rows);
      await upload('movies.ndjson', text);
      await heading('This would change');
      const running = id();
      await holdingBatch(service, key, 1_200, async () => {
        await press('Start the import');
        await heading('Importing');
        await eventually(async () => (await stored(service, key)) > 0, 'a batch was committed');
        await page.getByRole('term').filter({ hasText: 'New' }).first().waitFor();
        await expectSound('running');
        await upload('watched.csv', letterboxd);
        await heading('Waiting for another import to end');
        await page.goto(`${service.url}/app/imports/${running}`);
        await press('Cancel import');
        const dialog = page.getByRole('dialog', { name: 'Cancel the import of movies.ndjson?' });
        await dialog.getByText('stays in the catalogue').waitFor();
        await dialog.getByRole('button', { name: 'Cancel import' }).click();
        await heading('The import was canceled');
      });
      await page.getByText('Up to then, these rows were stored').waitFor();
      expect(Number((await tally()).New?.replaceAll(',', ''))).to.equal(await stored(service, key));
    });

    it('an import that another person cancels meanwhile, whose file is lost, or that is no longer there: goes on in place', async () => {
      await upload('watched.csv', letterboxd);
      await heading('This would change');
      await call('DELETE', `/${id()}`);
      await press('Start the import');
      await page.getByText('Something has changed meanwhile').waitFor();
      await heading('The import was canceled');
      const failure = { reason: 'file-lost', detail: 'The file is gone.' };
      await databaseOf(service)('imports').where({ id: id() }).update({ status: 'failed', failure });
      await page.reload();
      await heading('The uploaded file is gone');
      await choose('watched.csv', letterboxd);
      await expectSound('failed');
      await press('Check again with these options');
      await heading('This would change');
      await page.goto(`${service.url}/app/imports/9999`);
      await page.getByRole('link', { name: 'All imports' }).waitFor();
    });

    it('an account that loses the permission: is told in place; one without it sees no link and no page', async () => {
      await upload('watched.csv', letterboxd);
      await heading('This would change');
      const token = await service.tokenAs('admin');
      await service.call('PATCH', `/api/v1/users/${person.id}`, { token, body: { role: 'user' } });
      await press('Start the import');
      await page.getByText('Your account may not do this').first().waitFor();
      await page.goto(`${service.url}/app/imports`);
      await page.getByText('Your account may not do this').waitFor();
      expect(await page.getByRole('link', { name: 'Imports' }).count()).to.equal(0);
    });
  });
}
