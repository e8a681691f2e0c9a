import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { type Person, password, signedIn } from '../../e2e/identity/people.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('editing at /app, as a moderator:', () => {
    let browser: Browser;
    let service: TestService;
    let person: Person;
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService();
    });
    beforeEach(async () => {
      person = await signedIn(service, { role: 'moderator' });
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });
    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

    const open = async (path: string) => (await openApp(browser, service, path, { session: person })).page;
    const create = async (path: string, body: object): Promise<{ id: number }> =>
      (await service.call('POST', `/api/v1/${path}`, { body, token: person.token })).body;
    const read = async (path: string) => (await service.call('GET', `/api/v1/${path}`)).body;
    const change = (path: string, body: object) =>
      service.call('PATCH', `/api/v1/${path}`, { body, token: person.token });
    const title = (page: Page) => page.getByRole('textbox', { name: 'Title (required)' });
    const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();

    it('a new movie: errors of the browser and of the service stand beside their fields; its author is chosen by typing', async () => {
      const author = await create('authors', { name: 'Věra Chytilová', birthYear: 1929 });
      await create('movies', { title: 'Taken', imdbId: 'tt0060959' });
      const page = await open('/movies');
      await page.getByRole('link', { name: 'Add movie' }).click();
      await save(page);
      await page.getByText('This field is required.').waitFor();
      await title(page).fill('  Sedmikrásky ');
      await page.getByLabel('Year').fill('1966x');
      await page.getByLabel('IMDb id').fill('tt0060959');
      await page.getByLabel('comedy').check();
      await page.getByLabel('drama').check();
      const picker = page.getByRole('combobox', { name: 'Author' });
      await picker.fill('Ester Krumbachová');
      await page.getByRole('button', { name: 'Add “Ester Krumbachová” as a new author' }).click();
      await eventually(
        async () => (await read('authors?q=krumbachova')).items.length === 1,
        'the author that was typed is added',
      );
      expect(await picker.inputValue()).to.equal('Ester Krumbachová');
      await picker.fill('chytil');
      await page.getByRole('option', { name: /Chytilová/ }).click();
      await save(page);
      await page.getByText('Enter a whole number.').waitFor();
      await page.getByLabel('Year').fill('1966');
      await save(page);
      await page.getByText('Another item of this kind has this IMDb id.').waitFor();
      expect(await page.getByLabel('IMDb id').getAttribute('aria-invalid')).to.equal('true');
      await page.getByLabel('IMDb id').fill('');
      await save(page);
      await page.getByRole('heading', { name: 'Sedmikrásky', exact: true }).waitFor();
      const [, id] = /movies\/(\d+)\/show/.exec(page.url()) ?? [];
      expect(await read(`movies/${id}`)).to.deep.include({
        title: 'Sedmikrásky',
        releaseYear: 1966,
        genres: ['comedy', 'drama'],
        authorId: author.id,
        imdbId: null,
      });
    });

    it('two people edit one movie: the second chooses field by field, and neither loses work', async () => {
      const { id } = await create('movies', { title: 'Persona', releaseYear: 1966 });
      const page = await open(`/movies/${id}`);
      await page.getByLabel('Minutes').fill('83');
      await page.getByLabel('Year').fill('1967');
      await change(`movies/${id}`, { releaseYear: 1965, description: 'An actress falls silent.' });
      await save(page);
      await page.getByRole('heading', { name: 'Someone else has changed this entry' }).waitFor();
      const row = page.getByRole('row', { name: /^Year/ });
      expect(await row.getByRole('cell').allInnerTexts()).to.deep.equal(['1966', '1965', '1967']);
      // Both changed it: a person has to choose. The others are chosen already.
      await page.getByRole('button', { name: 'Save these values' }).click();
      expect((await read(`movies/${id}`)).runtimeMinutes).to.equal(null);
      await page.getByRole('radio', { name: 'Year: Yours' }).check();
      await page.getByRole('button', { name: 'Save these values' }).click();
      await page.getByRole('heading', { name: 'Persona', exact: true }).waitFor();
      expect(await read(`movies/${id}`)).to.deep.include({
        releaseYear: 1967,
        runtimeMinutes: 83,
        description: 'An actress falls silent.',
      });
    });

    it('a session that was ended elsewhere, and a lost connection: keep what was typed; the same form saves it', async () => {
      const { id } = await create('movies', { title: 'Ikiru' });
      const page = await open(`/movies/${id}`);
      await page.getByLabel('Description').fill('A clerk has months to live.');
      // The service stores the change, and the response is lost: the same change again is no conflict.
      await page.route('**/api/v1/movies/**', async (route) => {
        await route.fetch();
        await route.abort();
      });
      await save(page);
      await page.getByText('Nothing you typed is lost').waitFor();
      await page.unroute('**/api/v1/movies/**');
      await service.call('DELETE', '/api/v1/auth/sessions', { token: person.token });
      await save(page);
      const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
      expect(await dialog.getByLabel('Email').inputValue()).to.equal(person.email);
      await dialog.getByLabel('Password', { exact: true }).fill(password);
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(await page.getByLabel('Description').inputValue()).to.equal('A clerk has months to live.');
      await save(page);
      await page.getByRole('heading', { name: 'Ikiru', exact: true }).waitFor();
      expect((await read(`movies/${id}`)).description).to.equal('A clerk has months to live.');
    });

    it('the history: shows who changed what, and restores a version; a removal asks first', async () => {
      const { id } = await create('movies', { title: 'Nosferatu', releaseYear: 1922 });
      await change(`movies/${id}`, { releaseYear: 1979 });
      const page = await open(`/movies/${id}/history`);
      expect(await page.getByRole('row', { name: /^Year/ }).innerText()).to.match(/Year\s+1922\s+1979/);
      await page.getByText('Changed by you').waitFor();
      await change(`movies/${id}`, { runtimeMinutes: 94 });
      await page.getByRole('button', { name: 'Restore this version' }).click();
      await page.getByText('nothing was restored').waitFor();
      await page.getByRole('row', { name: /^Minutes/ }).waitFor();
      await page.getByRole('button', { name: 'Restore this version' }).last().click();
      await page.getByText('That version is restored.').waitFor();
      expect((await read(`movies/${id}`)).releaseYear).to.equal(1922);
      await page.goto(`${service.url}/app/movies/${id}`);
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page
        .getByRole('dialog', { name: 'Remove Nosferatu?' })
        .getByRole('button', { name: 'Cancel' })
        .click();
      expect((await read(`movies/${id}`)).title).to.equal('Nosferatu');
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Nosferatu was removed.').waitFor();
      expect((await read(`movies/${id}`)).code).to.equal('not-found');
    });

    it('an item that another person removes meanwhile: shows that, and keeps what was typed', async () => {
      const { id } = await create('movies', { title: 'Lost' });
      const page = await open(`/movies/${id}`);
      await page.getByLabel('Description').fill('Typed in vain?');
      await service.call('DELETE', `/api/v1/movies/${id}`, { token: person.token });
      await save(page);
      await page
        .getByText(/removed|does not exist|no resource/)
        .first()
        .waitFor();
      expect(await page.getByLabel('Description').inputValue()).to.equal('Typed in vain?');
    });

    it('a form with changes: asks before it is left', async () => {
      const { id } = await create('movies', { title: 'Stalker' });
      const page = await open(`/movies/${id}`);
      await page.getByLabel('Minutes').fill('162');
      const questions: string[] = [];
      page.on('dialog', (dialog) => {
        questions.push(dialog.message());
        dialog.dismiss();
      });
      await page.getByRole('link', { name: 'Authors' }).click();
      await page.waitForTimeout(200);
      expect(questions).to.deep.equal(['Leave without saving your changes?']);
      expect(await page.getByLabel('Minutes').inputValue()).to.equal('162');
    });

    it('a user without the permission: sees no buttons to edit, and no form by address', async () => {
      const { id } = await create('movies', { title: 'Ran' });
      person = await signedIn(service);
      const page = await open(`/movies/${id}/show`);
      await page.getByRole('heading', { name: 'Ran', exact: true }).waitFor();
      expect(await page.getByRole('link', { name: 'Edit' }).count()).to.equal(0);
      for (const path of [`/movies/${id}`, '/movies/create', `/movies/${id}/history`]) {
        await page.goto(`${service.url}/app${path}`);
        await page.getByText('Your account may not do this').waitFor();
      }
    });
  });
}
