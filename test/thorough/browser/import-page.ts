import { expect } from 'chai';
import type { Page, Route } from 'playwright-core';
import { findingsOf } from '../../support/app-page.js';

/** A table of an editor, with a genre and a year that do not exist. */
export const ownTable = `title,releaseYear,genres,imdbId,author
Daisies,1966,"comedy, drama",tt0060959,Věra Chytilová
Ran,1985,Dramedy,tt0089881,Akira Kurosawa
Persona,1066,drama,tt0060827,Ingmar Bergman
`;
export const letterboxd = `Date,Name,Year,Letterboxd URI
2023-01-02,Cléo from 5 to 7,1962,https://boxd.it/2aHi
2023-01-05,Vagabond,1985,https://boxd.it/1Wtu
`;

/** Responds like a service whose space for uploads is used. */
export const noSpace = (route: Route): Promise<void> =>
  route.fulfill({
    status: 503,
    headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '1' },
    body: JSON.stringify({ code: 'import-storage-full', status: 503, title: '', detail: '' }),
  });

/** The pages of imports at /app. */
export class ImportPages {
  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {}

  /** The id of the import that is shown. */
  get id(): number {
    return Number(/imports\/(\d+)/.exec(this.page.url())?.[1]);
  }

  open(path: string) {
    return this.page.goto(`${this.url}/app/imports${path}`);
  }

  heading(name: string): Promise<void> {
    return this.page.getByRole('heading', { name, exact: true }).waitFor();
  }

  text(text: string): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  choose(name: string, content: string | Uint8Array): Promise<void> {
    const file = { name, mimeType: '', buffer: Buffer.from(content) };
    return this.page.getByLabel(/^Choose (?:a|another) file$/).setInputFiles(file);
  }

  /** Uploads a file, and waits for a heading. */
  async upload(name: string, content: string | Uint8Array, heading = 'This would change'): Promise<void> {
    await this.open('/new');
    await this.choose(name, content);
    await this.press('Upload and check');
    await this.heading(heading);
  }

  /** The numbers that are shown, by result. */
  async tally(): Promise<Record<string, string>> {
    const texts = await this.page.locator('.tally dl > div').allInnerTexts();
    return Object.fromEntries(texts.map((text) => text.split('\n').slice(0, 2)));
  }

  /** Expects no accessibility violation in this state, and that it fits into its width. */
  async expectSound(state: string): Promise<void> {
    expect(await findingsOf(this.page), state).to.deep.equal([]);
  }
}
