import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { findBrowser, openBrowser, watchedPage } from '../../support/browser.js';
import { TestService } from '../../support/service.js';
import { execute } from './try-it-out.js';

const browserFile = findBrowser();
const admin = { email: 'admin@example.com', password: 'quiet violins at noon' };

// docs.test.ts says it where there is no browser.
if (browserFile !== undefined) {
  describe('/docs in a browser, with cookies', () => {
    let browser: Browser;
    const services: TestService[] = [];
    before(async () => {
      browser = await openBrowser(browserFile);
    });
    after(async () => {
      await browser.close();
      await Promise.all(services.map((service) => service.stop()));
    });

    /** The page of a service, and the cookies that the browser took from it, as sent to where tokens are refreshed. */
    const docs = async (secure: boolean) => {
      const service = await TestService.start({
        ADMIN__EMAIL: admin.email,
        ADMIN__PASSWORD: admin.password,
        COOKIES__SECURE: String(secure),
      });
      services.push(service);
      const { page, wrong } = await watchedPage(browser, service.url, 1280);
      await page.goto(`${service.url}/docs`, { waitUntil: 'networkidle' });
      const cookies = async () =>
        (await page.context().cookies(`${service.url}/api/v1/auth/refresh`)).map(
          ({ name, path, sameSite, httpOnly }) => `${name} ${path} ${sameSite} ${httpOnly}`,
        );
      return { page, wrong, cookies };
    };

    it('ASVS 3.3.1/.3/.4 for a person who logs in there: every operation works until they log out', async () => {
      const { page, wrong, cookies } = await docs(false);
      const login = await execute(page, 'postAuthLogin', { ...admin, transport: 'cookie' });
      expect(login.status).to.equal('200');
      expect(login.text).to.include(admin.email).and.to.not.include('accessToken');
      expect(await cookies()).to.have.members([
        'access_token / Lax true',
        'refresh_token /api/v1/auth Strict true',
      ]);
      expect(await page.evaluate('document.cookie')).to.equal('');

      expect((await execute(page, 'getAuthSessions')).text).to.include('"current": true');
      const film = await execute(page, 'postMovies', { title: 'Cléo from 5 to 7', releaseYear: 1962 });
      expect(film.status).to.equal('201');
      expect((await execute(page, 'postAuthLogout')).status).to.equal('204');
      expect(await cookies()).to.deep.equal([]);
      expect(wrong).to.deep.equal([]);

      expect((await execute(page, 'getAuthSessions')).status).to.equal('401');
      // The browser itself writes that down.
      expect(wrong.splice(0).join()).to.match(/^[^,]*401[^,]*$/);
    });

    it('ASVS 3.3.1/.3 with Secure and the prefixes of names: a browser takes both cookies, sends and removes them', async () => {
      const { page, wrong, cookies } = await docs(true);
      const ask = (method: string, path: string, body?: object) =>
        page.evaluate(
          async ([method = '', path = '', body]) =>
            (
              await fetch(`/api/v1/${path}`, {
                method,
                headers: { 'content-type': 'application/json' },
                ...(body !== undefined && { body }),
              })
            ).status,
          [method, path, JSON.stringify(body)],
        );
      expect(await ask('POST', 'auth/login', { ...admin, transport: 'cookie' })).to.equal(200);
      expect(await cookies()).to.have.members([
        '__Host-access_token / Lax true',
        '__Host-refresh_token / Strict true',
      ]);
      expect(await ask('GET', 'users/me')).to.equal(200);
      expect(await ask('POST', 'auth/refresh')).to.equal(200);
      expect(await ask('POST', 'movies', { title: 'Cléo from 5 to 7' })).to.equal(201);
      expect(await ask('POST', 'auth/logout')).to.equal(204);
      expect(await cookies()).to.deep.equal([]);
      expect(wrong).to.deep.equal([]);
    });
  });
}
