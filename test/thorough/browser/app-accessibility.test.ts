import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { signedIn } from '../../e2e/identity/people.js';
import { openApp, startAppService, violationsOf } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { SignedIn, TestService } from '../../support/service.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('the page at /app, on a wide light screen and a narrow dark one:', () => {
    let browser: Browser;
    let service: TestService;
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService();
      const { token } = await signedIn(service, { role: 'moderator' });
      const create = (path: string, body: object) => service.call('POST', `/api/v1/${path}`, { body, token });
      const author = {
        name: 'A name that is long enough for two lines of a telephone: Apichatpong Weerasethakul',
      };
      const { id: authorId } = (await create('authors', author)).body;
      const genres = ['drama', 'fantasy', 'mystery', 'romance'];
      await create('movies', {
        title: 'Uncle Boonmee',
        releaseYear: 2010,
        runtimeMinutes: 114,
        genres,
        authorId,
      });
      await service.call('PATCH', '/api/v1/movies/1', { body: { description: 'A farewell.' }, token });
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });

    const roles: [name: string, session: () => Promise<SignedIn | undefined>, paths: string[]][] = [
      [
        'a guest',
        async () => undefined,
        [
          ...['', '/movies', '/authors', '/movies/1/show', '/authors/1/show', '/search?q=boonmee', '/search'],
          ...['/series', '/nothing', '/account', '/account/sign-in', '/account/sign-up', '/account/forgot'],
        ],
      ],
      ['a user', () => signedIn(service), ['/account', '/account/sessions', '/movies/create']],
      [
        'a moderator',
        () => signedIn(service, { role: 'moderator' }),
        ['/movies/create', '/movies/1', '/movies/1/history', '/movies/1/show', '/imports', '/imports/new'],
      ],
    ];
    for (const [role, session, paths] of roles)
      it(`each view of ${role}: has no accessibility violation, and fits into its width`, async () => {
        const visit = async (width: number, colorScheme: 'light' | 'dark') => {
          const as = await session();
          const { page } = await openApp(browser, service, '', { width, ...(as && { session: as }) });
          await page.emulateMedia({ colorScheme });
          for (const path of paths) {
            await page.goto(`${service.url}/app${path}`);
            await page.waitForLoadState('networkidle');
            for (const details of await page.locator('main details:not([open]) > summary').all())
              if (!path.endsWith('/movies') && (await details.isVisible())) await details.click();
            expect(await violationsOf(page), `${path} ${width}`).to.deep.equal([]);
            expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.be.at.most(width);
          }
          await page.context().close();
        };
        await Promise.all([visit(1280, 'light'), visit(390, 'dark')]);
      });
  });
}
