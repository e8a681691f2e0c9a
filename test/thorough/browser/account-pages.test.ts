import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { forgot } from '../../e2e/identity/emails.js';
import { logIn, register } from '../../e2e/identity/people.js';
import { violationsOf } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import { freePort } from '../../support/free-port.js';
import { TestService } from '../../support/service.js';
import { startSmtp, type TestSmtp } from '../../support/smtp.js';
import { linkIn, openLink, outcome } from './account-page.js';

const browserFile = findBrowser();
const chosen = 'eight loud trombones';

if (browserFile === undefined) {
  process.stdout.write('browser: none here, and none to be had (apt-get as root): THE PAGES ARE NOT TRIED\n');
} else {
  describe('the account pages that emails link to, in a browser:', () => {
    let browser: Browser;
    let smtp: TestSmtp;
    let service: TestService;
    before(async () => {
      browser = await openBrowser(browserFile);
      smtp = await startSmtp();
      const port = String(await freePort());
      service = await TestService.start({
        PORT: port,
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        SMTP__URL: smtp.url,
        MAIL__FROM: 'films@example.com',
      });
    });
    after(async () => {
      await browser.close();
      await service.stop();
      await smtp.stop();
    });

    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

    const follow = (link: string, width?: number) => openLink(browser, service.url, link, width);

    it('a password, by keyboard alone: is set through the link in the email', async () => {
      const { body: user } = await register(service);
      await smtp.emailTo(user.email);
      await forgot(service, user.email);
      const { page, wrong } = await follow(await linkIn(smtp, user.email, 2));
      await page.keyboard.press('Tab');
      await page.keyboard.type(chosen);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      expect(await page.locator('#password').getAttribute('type')).to.equal('text');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await outcome({ page })).to.match(/^Your password is set/);
      // Screen readers announce the focused element.
      expect(await page.evaluate('document.activeElement.id')).to.equal('outcome');
      expect(await page.locator('#use').isVisible()).to.equal(false);
      expect((await logIn(service, user.email, chosen)).status).to.equal(200);
      expect(wrong).to.deep.equal([]);
    });

    it('an address: is verified by the button on the linked page, not by opening it', async () => {
      const { body: user } = await register(service);
      const { page, wrong } = await follow(await linkIn(smtp, user.email, 1), 390);
      const verified = async () => (await logIn(service, user.email)).body.user.emailVerified;
      expect(await verified()).to.equal(false);
      await page.getByRole('button', { name: 'Yes, this is my address' }).click();
      expect(await outcome({ page })).to.match(/^Thank you/);
      expect(await verified()).to.equal(true);
      expect(wrong).to.deep.equal([]);
    });

    it('ASVS 14.2.1, the token: is removed from the address at once, and is in no URL, referrer or log', async () => {
      const { body: user } = await register(service);
      const link = await linkIn(smtp, user.email, 1);
      const token = link.split('#token=')[1] as string;
      const { page, requests } = await follow(link);
      expect(page.url()).to.equal(`${service.url}/account/verify`);
      expect(await page.evaluate('history.length')).to.be.below(3);
      await page.getByRole('button').click();
      await outcome({ page });
      // Playwright reports the fragment of the URL that it opened; browsers do not send it.
      for (const { url, referer } of requests.slice(1)) expect(`${url} ${referer}`).to.not.include(token);
      expect(requests.map(({ referer }) => referer).filter(Boolean)).to.deep.equal([]);
      expect(JSON.stringify(service.log)).to.not.include(token);
    });

    it('a password that is too short: shows the reason, and can be corrected', async () => {
      const { email } = await service.user();
      await forgot(service, email);
      const { page } = await follow(await linkIn(smtp, email, 1));
      await page.locator('#password').fill('too short');
      await page.getByRole('button').click();
      expect(await outcome({ page })).to.equal('This password is too short: use at least 15 characters.');
      await page.locator('#password').fill(chosen);
      await page.getByRole('button').click();
      await page.getByText('Your password is set').waitFor();
    });

    it('ASVS 6.2.8 a password that is too long: is rejected, not truncated', async () => {
      const { email } = await service.user();
      await forgot(service, email);
      const { page } = await follow(await linkIn(smtp, email, 1));
      await page.locator('#password').fill(`${chosen} `.repeat(20));
      await page.getByRole('button').click();
      expect(await outcome({ page })).to.match(/256 characters/);
      expect(await page.locator('#use').isVisible()).to.equal(true);
    });

    for (const [what, messages] of [
      ['a used link to verify an address', [/Your address is verified/, /Your address is verified/]],
      ['a used link to choose a password', [/^Your password is set/, /^This link was used/]],
    ] as const)
      it(`${what}: shows the state, without a form`, async () => {
        const { body: user } = await register(service);
        const verification = await linkIn(smtp, user.email, 1);
        const isReset = what.endsWith('password');
        if (isReset) await forgot(service, user.email);
        const link = isReset ? await linkIn(smtp, user.email, 2) : verification;
        for (const expected of messages) {
          const { page } = await follow(link);
          if (isReset) await page.locator('#password').fill(chosen);
          await page.getByRole('button').click();
          expect(await outcome({ page })).to.match(expected);
          expect(await page.locator('#use').isVisible()).to.equal(false);
        }
      });

    it('a service that cannot be reached: is reported, and the form can be sent again', async () => {
      const { page } = await follow(`${service.url}/account/verify#token=x`);
      await page.route('**/api/**', (route) => route.abort());
      await page.getByRole('button').click();
      expect(await outcome({ page })).to.equal('The service cannot be reached. Try again.');
      await page.unroute('**/api/**');
      await page.getByRole('button').click();
      await page.getByText('This link was used').waitFor();
    });

    it('a page with a missing label: is a violation', async () => {
      const { page } = await follow(`${service.url}/account/reset#token=x`);
      await page.evaluate("document.querySelector('label').remove()");
      expect(JSON.stringify(await violationsOf(page))).to.include('"label"');
    });

    it('an invitation: leads to a page that shows the rules, and then to the sign-in', async () => {
      const token = await service.tokenAs('admin');
      const email = 'invited@example.com';
      await service.call('POST', '/api/v1/users', { token, body: { email, visibleName: 'Invited' } });
      const { page, wrong } = await follow(await linkIn(smtp, email, 1), 390);
      expect(await page.getByLabel('New password').getAttribute('aria-describedby')).to.include('advice');
      expect(await page.locator('#advice').innerText()).to.match(/^At least 15 characters/);
      await page.locator('#password').fill(chosen);
      await page.getByRole('button', { name: 'Open my account' }).click();
      expect(await outcome({ page })).to.match(/your account is ready/);
      expect(await page.getByRole('link', { name: 'Sign in' }).getAttribute('href')).to.match(/^\/app\//);
      expect((await logIn(service, email, chosen)).status).to.equal(200);
      expect(wrong).to.deep.equal([]);
    });

    it('a link of no use: another one can be requested in its place', async () => {
      const { email } = await service.user();
      const { page } = await follow(`${service.url}/account/invitation#token=x`);
      await page.locator('#password').fill(chosen);
      await page.getByRole('button').click();
      expect(await outcome({ page })).to.match(/^This link was used, has expired/);
      await page.getByLabel('Email').fill(email);
      await page.getByRole('button', { name: 'Send a new link' }).click();
      await page.getByText('an email with a new link is on its way').waitFor();
      expect(await linkIn(smtp, email, 1)).to.include('/account/reset#token=');
    });

    for (const path of ['/account/reset', '/account/invitation', '/account/verify']) {
      it(`${path} without a token: shows that the link is incomplete`, async () => {
        const { page, wrong } = await follow(`${service.url}${path}`);
        expect(await outcome({ page })).to.match(/^This link is incomplete/);
        expect(await page.locator('#use').isVisible()).to.equal(false);
        expect(wrong).to.deep.equal([]);
      });

      it(`${path}, 1280 and 320 pixels wide: has no accessibility violations before and after it is sent`, async () => {
        const { page } = await follow(`${service.url}${path}#token=x`);
        const expectAccessible = async () => {
          for (const width of [1280, 320]) {
            await page.setViewportSize({ width, height: 900 });
            expect(await violationsOf(page)).to.deep.equal([]);
            expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
          }
        };
        await expectAccessible();
        if (!path.endsWith('verify')) await page.locator('#password').fill(chosen);
        await page.getByRole('button').click();
        await outcome({ page });
        await expectAccessible();
      });
    }
  });
}
