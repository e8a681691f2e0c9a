import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type Role, roles } from './people.js';

/** A view of the page in one of its states. */
export interface View {
  readonly name: string;
  /** Its path below /app. `{movie}` and the like are replaced by ids. */
  readonly path: string;
  /** Those to whom it shows something that others do not see. */
  readonly roles: readonly Role[];
  /** Leads to the state: opens a menu, or causes a conflict. */
  readonly act?: (page: Page) => Promise<unknown>;
}

const guest: readonly Role[] = ['guest'];

const view = (name: string, path: string, of: readonly Role[], act?: View['act']): View => ({
  name,
  path,
  roles: of,
  ...(act && { act }),
});

/** The views of the page, one line each. */
export const views: readonly View[] = [
  view('home', '', roles),
  view('movies', '/movies', ['guest', 'moderator']),
  view(
    'movies-filtered',
    '/movies?filter={"genre":["drama"],"releaseYear.gte":1990}&sort=releaseYear&order=ASC',
    guest,
  ),
  view('movies-none', '/movies?filter={"releaseYear":1890}&sort=releaseYear&order=ASC', guest),
  view('series', '/series', guest),
  view('authors', '/authors', guest),
  view('movie', '/movies/{movie}/show', ['guest', 'moderator']),
  view('movie-bare', '/movies/{bare}/show', guest),
  view('movie-rtl', '/movies/{rtl}/show', guest),
  view('movie-long', '/movies/{long}/show', guest),
  view('author', '/authors/{author}/show', guest),
  view('search', '/search?q=godfather', guest),
  view('search-none', '/search?q=qqzzxx', guest),
  view('search-empty', '/search', guest),
  view('not-found', '/nothing', guest),
  view('item-gone', '/movies/99999999/show', guest),
  view('sign-in', '/account/sign-in', guest),
  view('sign-in-wrong', '/account/sign-in', guest, async (page) => {
    await page.getByLabel('Email').fill('nobody@example.com');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.message.error').waitFor();
  }),
  view('sign-up', '/account/sign-up', guest),
  view('forgot', '/account/forgot', guest),
  view('account', '/account', ['user']),
  view('two-step-set-up', '/account', ['user'], async (page) => {
    await page.getByRole('button', { name: 'Set up two-step sign-in' }).click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
  }),
  view('sessions', '/account/sessions', ['user']),
  view('create-forbidden', '/movies/create', ['user']),
  view('create', '/movies/create', ['moderator']),
  view('create-invalid', '/movies/create', ['moderator'], async (page) => {
    await page.getByLabel('Year').fill('19x4');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.field-error:visible').first().waitFor();
  }),
  view('edit', '/movies/{movie}', ['moderator']),
  view('edit-author', '/authors/{author}', ['moderator']),
  view('combobox', '/movies/create', ['moderator'], async (page) => {
    await page.getByRole('combobox', { name: 'Author' }).fill('Spiel');
    await page.getByRole('option').first().waitFor();
  }),
  view('remove', '/movies/{movie}', ['moderator'], (page) =>
    page.getByRole('button', { name: 'Remove', exact: true }).click(),
  ),
  view('conflict', '/movies/{edited}', ['moderator'], (page) => conflict(page)),
  view('session-ended', '/movies/{movie}', ['moderator'], (page) => endSession(page)),
  view('history', '/movies/{edited}/history', ['moderator']),
  view('duplicates', '/movies/duplicates', ['moderator']),
  view('merge', '/movies/merge?ids={movie},{edited}', ['moderator']),
  view('export', '/movies', ['moderator'], async (page) => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('dialog').waitFor();
  }),
  view('imports', '/imports', ['moderator']),
  view('import-new', '/imports/new', ['moderator']),
  view('users', '/users', ['admin']),
  view('person', '/users/1', ['admin']),
  view('invitations', '/users/invitations', ['admin']),
  view('audit', '/audit', ['admin']),
];

/** Waits until the view is drawn and has loaded what it shows. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    let [loaded, since] = [-1, 0];
    const look = () => {
      const current = performance.getEntriesByType('resource').length;
      const isBusy = document.querySelector('main .state[role=status], main [aria-busy=true]');
      if (current !== loaded || isBusy || !document.querySelector('main :is(h1, h2)'))
        [loaded, since] = [current, performance.now()];
      if (performance.now() - since > 400) resolve();
      else setTimeout(look, 50);
    };
    look();
  })`);

/** The path of a view, with its ids filled in. */
export const pathOf = ({ path }: View, ids: Readonly<Record<string, number>>): string =>
  path.replace(/\{(\w+)\}/g, (whole, name: string) => (name in ids ? String(ids[name]) : whole));

/** Another person saves the movie while this form is open. Both change its minutes. */
const conflict = async (page: Page) => {
  const id = /movies\/(\d+)/.exec(page.url())?.[1];
  const path = new URL(`/api/v1/movies/${id}`, page.url()).href;
  const { request } = page.context();
  const { runtimeMinutes, genres } = await (await request.get(path)).json();
  await page.getByLabel('Minutes').fill(String(runtimeMinutes + 2));
  await page
    .getByLabel('Description')
    .fill('A detective with a fear of heights follows the wife of a friend.');
  const others = genres.includes('mystery') ? ['romance', 'thriller'] : ['mystery', 'romance', 'thriller'];
  const changed = await request.patch(path, {
    headers: { origin: new URL(path).origin },
    data: { runtimeMinutes: runtimeMinutes + 1, genres: others },
  });
  assert.ok(changed.ok(), `the other change: ${changed.status()}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('form.conflict').waitFor();
};

/** The session ends elsewhere, which the next request finds. */
const endSession = async (page: Page) => {
  await page.route('**/api/v1/**', (route) =>
    route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      json: { status: 401, code: 'token-invalid', detail: 'The session has ended. Log in again.' },
    }),
  );
  await page.getByLabel('Description').fill('Typed before the session ended.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor();
};
