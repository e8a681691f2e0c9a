import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { password, personWithPassword, signedIn } from '../../e2e/identity/people.js';
import { findBrowser, openBrowser, watchedPage } from '../../support/browser.js';
import { clientBundle } from '../../support/client-bundle.js';
import { freePort } from '../../support/free-port.js';
import { TestService } from '../../support/service.js';

const browserFile = findBrowser();

if (browserFile === undefined) {
  process.stdout.write('browser: none here, and none to be had (apt-get as root): THE CLIENT IS NOT TRIED\n');
} else {
  describe('the client with cookies, in a browser:', () => {
    let browser: Browser;
    let service: TestService;
    let script: string;
    before(async () => {
      [browser, script] = [await openBrowser(browserFile), await clientBundle()];
      const port = String(await freePort());
      const url = `http://127.0.0.1:${port}`;
      service = await TestService.start({ PORT: port, PUBLIC_URL: url, JWT__ACCESS_TTL: '2s' });
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });

    /** Opens a page on the origin of the service, with a client in its global `api`. */
    const openTab = async (context: BrowserContext): Promise<Page> => {
      const { page } = await watchedPage(context, service.url, 800);
      const fulfill = (path: string, contentType: string, body: string) =>
        page.route(path, (route) => route.fulfill({ contentType, body }));
      await fulfill('**/client.js', 'text/javascript', script);
      await fulfill('**/client', 'text/html', '<title>Client</title>');
      await page.goto(`${service.url}/client`);
      await page.evaluate(
        "import('/client.js').then(({ createClient }) => { api = createClient({ transport: 'cookie' }); })",
      );
      return page;
    };
    /** The result of each of these reads of the account: its id, or the code of the error. */
    const readAccount = (page: Page, times = 1): Promise<unknown[]> =>
      page.evaluate(
        `Promise.all(Array.from({ length: ${times} }, () =>
          api.GET('/api/v1/users/me').then(({ data }) => data.id, ({ code, message }) => code ?? message)))`,
      );

    it('signs in, and continues after the access token has expired, and after a reload', async () => {
      const { id, email } = await personWithPassword(service);
      const context = await browser.newContext();
      const page = await openTab(context);
      const user = await page.evaluate(`api.signIn(${JSON.stringify({ email, password })})`);
      expect(user).to.include({ id });
      expect(await page.evaluate('document.cookie')).to.equal('');
      await page.waitForFunction("fetch('/api/v1/users/me').then(({ status }) => status === 401)");
      for (const tab of [page, await openTab(context)]) expect(await readAccount(tab)).to.deep.equal([id]);
      await context.close();
    });

    it('in two tabs with an expired token and ten requests: refreshes once for all of them; a sign-out signs out both tabs', async () => {
      const person = await signedIn(service);
      const context = await browser.newContext();
      const [first, second] = [await openTab(context), await openTab(context)];
      const token = service.tokenOf(person, person.sessionId, new Date(0));
      await context.addCookies([
        { name: 'access_token', value: token, url: service.url },
        { name: 'refresh_token', value: person.refreshToken, url: `${service.url}/api/v1/auth` },
      ]);
      let refreshes = 0;
      let rejected = 0;
      const allRejected = new Promise<void>((resolve) => {
        context.on('response', (response) => {
          if (response.status() !== 401) return;
          rejected += 1;
          if (rejected === 10) resolve();
        });
      });
      // The refresh is slow, so that both tabs have to wait for it.
      await context.route('**/auth/refresh', async (route) => {
        refreshes += 1;
        await allRejected;
        await route.continue();
      });
      const read = await Promise.all([readAccount(first, 5), readAccount(second, 5)]);
      expect(read.flat()).to.deep.equal(Array(10).fill(person.id));
      expect(refreshes).to.equal(1);
      await first.evaluate('api.signOut()');
      for (const page of [first, second]) expect(await readAccount(page)).to.deep.equal(['unauthenticated']);
      await context.close();
    });
  });
}
