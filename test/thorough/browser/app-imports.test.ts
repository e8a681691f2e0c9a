import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { writeXlsx } from 'hucre/xlsx';
import type { Browser, Page } from 'playwright-core';
import { type Person, password, signedIn } from '../../e2e/identity/people.js';
import { databaseOf, holdingBatch, rows, stored } from '../../e2e/import/held-batches.js';
import { movieLines } from '../../e2e/import/importing.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';
import { ImportPages, letterboxd, noSpace, ownTable } from './import-page.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('imports at /app, as a moderator:', () => {
    let browser: Browser;
    let service: TestService;
    let person: Person;
    let page: Page;
    let shown: ImportPages;
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService({ IMPORT__MAX_BYTES: '1000000' });
      person = await signedIn(service, { role: 'moderator' });
      page = (await openApp(browser, service, '/imports', { session: person })).page;
      shown = new ImportPages(page, service.url);
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });
    afterEach(() => page.unrouteAll());

    const call = (method: string, path: string, options = {}) =>
      service.call(method, `/api/v1/imports${path}`, { token: person.token, ...options });

    it('a table with wrong rows: shows what would change, and imports the others; another browser continues at the same address', async () => {
      await shown.text('Nothing has been imported yet.');
      await page.getByRole('link', { name: 'Import a file' }).click();
      await shown.press('Upload and check');
      await shown.text('Choose a file first.');
      await shown.choose('films.csv', 'x'.repeat(1_000_001));
      await shown.text('The limit is 1 MB');
      await shown.expectSound('a file that is too large');
      await shown.choose('movies.csv', ownTable);
      await shown.press('Upload and check');
      await shown.heading('This would change');
      expect(await shown.tally()).to.include({ New: '1', Rejected: '2', 'New authors': '1' });
      await shown.text('"Dramedy" is not a genre');
      expect(await page.locator('.mapping').innerText()).to.include('releaseYear → Year');
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download rejected rows' }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).to.equal('rejected-movies.csv');
      expect(readFileSync(await download.path(), 'utf8')).to.include('"Dramedy""');
      await page.getByText('Read the file differently').click();
      await shown.expectSound('ready');
      const opened = await openApp(browser, service, `/imports/${shown.id}`, { session: person });
      const other = new ImportPages(opened.page, service.url);
      await other.page.getByRole('button', { name: 'Start the import' }).press('Enter');
      await other.heading('The import is done');
      expect(await other.tally()).to.include({ New: '1', Rejected: '2' });
      await page.evaluate('window.dispatchEvent(new Event("visibilitychange"))');
      await shown.heading('The import is done');
      await shown.expectSound('done');
      await other.page.context().close();
      await page.getByRole('link', { name: 'See movies' }).click();
      await page.getByRole('rowheader', { name: 'Daisies' }).waitFor();
      await page.getByRole('link', { name: 'Imports' }).click();
      const row = page.getByRole('row', { name: /movies\.csv/ });
      expect(await row.innerText()).to.match(/Imported\s+1 new, 0 changed, 2 rejected\s+you/);
      await shown.expectSound('the list');
    });

    it('a spreadsheet with unknown columns: asks which fields they are, and then reads it; a file of Letterboxd needs no options', async () => {
      const sheet = [
        ['Movie Title', 'Link', 'Mood'],
        ['Wanda', 'https://example.com/wanda', 'sad'],
      ];
      await shown.upload(
        'films.xlsx',
        await writeXlsx({ sheets: [{ name: 'Films', rows: sheet }] }),
        'The file cannot be read yet',
      );
      const failed = shown.id;
      await shown.text('choose “Kind: movies” or “Kind: series”');
      expect(await page.getByLabel('Title', { exact: true }).inputValue()).to.equal('Movie Title');
      await page.getByLabel('Description').selectOption('Mood');
      await shown.expectSound('unknown columns');
      await shown.press('Check again with these options');
      await shown.heading('This would change');
      expect(shown.id).to.not.equal(failed);
      expect((await call('GET', `/${shown.id}`)).body.dryRun.files[0].firstRows[0].fields).to.include({
        title: 'Wanda',
        sourceId: 'https://example.com/wanda',
        description: 'sad',
      });
      const mapped = shown.id;
      await page.getByText('Read the file differently').click();
      await page.getByLabel('Leave out values').check();
      await shown.press('Check again with these options');
      await page.waitForURL((url) => !url.pathname.endsWith(`/${mapped}`));
      await shown.heading('This would change');
      await eventually(
        async () => (await call('GET', `/${mapped}`)).body.status === 'canceled',
        'the import that was replaced is canceled',
      );
      await shown.upload('watched.csv', letterboxd);
      await shown.text('Recognized as a file of Letterboxd');
      expect(await shown.tally()).to.include({ New: '2', Rejected: '0' });
    });

    it('an upload that breaks off, finds no space, or whose session has ended: shows the reason, and can be sent again', async () => {
      await page.route('**/file', (route) => route.abort());
      await shown.upload('movies.csv', ownTable, 'The upload broke off');
      await shown.expectSound('an upload that broke off');
      await page.unrouteAll();
      await page.route('**/file', noSpace);
      await shown.press('Try again');
      await shown.text('There is no space for this file now');
      await page.unrouteAll();
      await service.call('DELETE', '/api/v1/auth/sessions', { token: person.token });
      await shown.press('Try again');
      const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
      await dialog.getByLabel('Password', { exact: true }).fill(password);
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await dialog.waitFor({ state: 'detached' });
      await shown.press('Try again');
      await page
        .getByText('All rows repeat what the catalogue has already')
        .or(page.getByText('Every row'))
        .waitFor();
      const cookies = await page.context().cookies();
      person = { ...person, token: cookies.find(({ name }) => name === 'access_token')?.value as string };
    });

    it('an import whose page was closed before the upload: accepts the file at its address', async () => {
      const { body } = await call('POST', '', { body: { name: 'movies.csv' } });
      await shown.open(`/${body.id}`);
      await shown.text('The file is not uploaded yet');
      await shown.choose('movies.csv', 'title,imdbId\nJeanne Dielman,tt0073198\n');
      await shown.expectSound('without its file');
      await shown.press('Upload');
      await shown.heading('This would change');
    });

    it('a running import: shows its counts; another one waits; a person cancels it, and what it stored stays', async () => {
      const { key, text } = movieLines(rows);
      await shown.upload('movies.ndjson', text);
      const running = shown.id;
      await holdingBatch(service, key, 1_200, async () => {
        await shown.press('Start the import');
        await shown.heading('Importing');
        await eventually(async () => (await stored(service, key)) > 0, 'a batch was committed');
        await page.getByRole('term').filter({ hasText: 'New' }).first().waitFor();
        await shown.expectSound('running');
        await shown.upload('watched.csv', letterboxd, 'Waiting for another import to end');
        await shown.open(`/${running}`);
        await shown.press('Cancel import');
        const dialog = page.getByRole('dialog', { name: 'Cancel the import of movies.ndjson?' });
        await dialog.getByText('stays in the catalogue').waitFor();
        await dialog.getByRole('button', { name: 'Cancel import' }).click();
        await shown.heading('The import was canceled');
      });
      await shown.text('Up to then, these rows were stored');
      expect(Number((await shown.tally()).New?.replaceAll(',', ''))).to.equal(await stored(service, key));
    });

    it('an import that another person cancels meanwhile, whose file is lost, or that is no longer there: shows what has happened on the same page', async () => {
      await shown.upload('watched.csv', letterboxd);
      await call('DELETE', `/${shown.id}`);
      await shown.press('Start the import');
      await shown.text('Something has changed meanwhile');
      await shown.heading('The import was canceled');
      const failure = { reason: 'file-lost', detail: 'The file is gone.' };
      await databaseOf(service)('imports').where({ id: shown.id }).update({ status: 'failed', failure });
      await page.reload();
      await shown.heading('The uploaded file is gone');
      await shown.choose('watched.csv', letterboxd);
      await shown.expectSound('failed');
      await shown.press('Check again with these options');
      await shown.heading('This would change');
      await shown.open('/9999');
      await page.getByRole('link', { name: 'All imports' }).waitFor();
    });

    it('an account that loses the permission: sees the error in place; one without it sees no link and no page', async () => {
      await shown.upload('watched.csv', letterboxd);
      const token = await service.tokenAs('admin');
      await service.call('PATCH', `/api/v1/users/${person.id}`, { token, body: { role: 'user' } });
      await shown.press('Start the import');
      await shown.text('Your account may not do this');
      await shown.open('');
      await shown.text('Your account may not do this');
      expect(await page.getByRole('link', { name: 'Imports' }).count()).to.equal(0);
    });
  });
}
