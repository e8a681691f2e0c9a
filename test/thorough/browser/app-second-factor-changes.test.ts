import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { ids } from '../../../src/composition/service-ids.js';
import { personWithFactor } from '../../e2e/identity/factors.js';
import { logIn, newPassword, password, signedIn } from '../../e2e/identity/people.js';
import { openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';
import {
  anHourLater,
  button,
  codeField,
  codeOf,
  expectAccessible,
  focusOn,
  passwordField,
  tabTo,
  unexpected,
  withoutSecondStep,
} from './second-factor-page.js';

const browserFile = findBrowser();

if (browserFile !== undefined) {
  describe('changes of two-step sign-in at /app:', () => {
    let browser: Browser;
    let service: TestService;
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService();
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });
    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

    it('a set-up and a removal, by keyboard alone: the focus follows each step', async () => {
      const { page, wrong } = await openApp(browser, service, '/account', {
        session: await signedIn(service),
      });
      const press = async (name: string) => {
        await tabTo(page, name);
        await page.keyboard.press('Enter');
      };
      await button(page, 'Set up two-step sign-in').waitFor();
      await press('Set up two-step sign-in');
      await focusOn(page, 'Add the account to your app');
      await press('Cancel');
      await focusOn(page, 'Two-step sign-in');
      await press('Set up two-step sign-in');
      await focusOn(page, 'Add the account to your app');
      const secret = await page.locator('.secret code').innerText();
      await tabTo(page, 'Code');
      await page.keyboard.type(codeOf(secret));
      await page.keyboard.press('Enter');
      await focusOn(page, 'Recovery codes for Project DB Auth');
      await press('I have saved them');
      await focusOn(page, 'Two-step sign-in');
      await press('Turn off');
      await press('Cancel');
      await focusOn(page, 'Turn off');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Enter');
      await focusOn(page, 'Two-step sign-in');
      await button(page, 'Set up two-step sign-in').waitFor();
      expect(unexpected(wrong)).to.deep.equal([]);
    });

    it('a change long after the sign-in: asks who it is, and gives new recovery codes', async () => {
      const { recoveryCodes, ...person } = await personWithFactor(service);
      const { page, wrong } = await openApp(browser, service, '/account', {
        session: anHourLater(service, person),
      });
      const replace = async () => {
        await button(page, 'New recovery codes').click();
        const question = page.getByRole('dialog', { name: 'Get new recovery codes?' });
        await button(question, 'New recovery codes').click();
        return question;
      };
      const question = await replace();
      const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await dialog.waitFor();
      await focusOn(page, 'Code');
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await question.getByText('Nothing is changed').waitFor();
      await button(question, 'New recovery codes').click();
      await button(dialog, 'Use the password').click();
      await focusOn(page, 'Password');
      await passwordField(dialog).fill('not the password');
      await button(dialog, 'Confirm').click();
      await dialog.getByText('This is not your current password.').waitFor();
      await button(dialog, 'Use a code of the app').click();
      await focusOn(page, 'Code');
      await codeField(dialog).fill(codeOf(person.secret, 1));
      await button(dialog, 'Confirm').click();
      await page.getByRole('heading', { name: /^Recovery codes/ }).waitFor();
      const codes = await page.locator('.recovery-codes code').allInnerTexts();
      expect(codes).to.have.length(10).and.to.not.include.members(recoveryCodes.slice(0, 1));
      expect(unexpected(wrong)).to.deep.equal([]);
    });

    it('a change in a session without the second step: also asks for a code after the password', async () => {
      const { recoveryCodes, ...person } = await personWithFactor(service);
      const { page, wrong } = await openApp(browser, service, '/account', {
        session: anHourLater(service, await withoutSecondStep(service, person)),
      });
      await button(page, 'New recovery codes').click();
      await button(page.getByRole('dialog'), 'New recovery codes').click();
      const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await button(dialog, 'Use the password').click();
      await passwordField(dialog).fill(password);
      await button(dialog, 'Confirm').click();
      await dialog.getByText('This change also needs a code').waitFor();
      await expectAccessible(page);
      expect(await button(dialog, 'Use the password').count()).to.equal(0);
      await button(dialog, 'Use a recovery code').click();
      await focusOn(page, 'Recovery code');
      await dialog.getByLabel('Recovery code').fill(recoveryCodes[0] ?? '');
      await button(dialog, 'Confirm').click();
      await page.getByRole('heading', { name: /^Recovery codes/ }).waitFor();
      expect(unexpected(wrong)).to.deep.equal([]);
    });

    it('a user: turns it off, with a longer password if the present one is too short alone', async () => {
      const short = 'nine oaks';
      const passwordHash = await service.service.container.get(ids.Accounts).hasher.hash(short);
      const person = await personWithFactor(service, undefined, { passwordHash, shortPassword: true });
      const { page, wrong } = await openApp(browser, service, '/account', { session: person });
      await button(page, 'Turn off').click();
      const dialog = page.getByRole('dialog', { name: 'Turn off two-step sign-in?' });
      await expectAccessible(page);
      await button(dialog, 'Turn off').click();
      await dialog.getByLabel('Current password').fill(short);
      await dialog.getByLabel('New password').fill('ten oaks');
      await button(dialog, 'Turn off').click();
      await dialog.getByText(/too short/).waitFor();
      await expectAccessible(page);
      await dialog.getByLabel('New password').fill(newPassword);
      await button(dialog, 'Turn off').click();
      await button(page, 'Set up two-step sign-in').waitFor();
      expect((await logIn(service, person.email, newPassword)).status).to.equal(200);
      expect(unexpected(wrong)).to.deep.equal([]);
    });

    it('an admin: sees who has it, and removes it after a confirmation', async () => {
      const person = await personWithFactor(service);
      const admin = await signedIn(service, { role: 'admin' });
      const { page, wrong } = await openApp(browser, service, `/users/${person.id}`, {
        session: anHourLater(service, admin),
      });
      const name = 'Remove two-step sign-in';
      await page.getByText('Two-step sign-in', { exact: true }).waitFor();
      await page.locator('main').getByRole('button', { name }).click();
      await expectAccessible(page);
      await page.getByRole('dialog').getByRole('button', { name }).click();
      const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await passwordField(dialog).fill(password);
      await button(dialog, 'Confirm').click();
      await page.getByText(/signs in without a second step now/).waitFor();
      await button(page, name).waitFor({ state: 'detached' });
      expect((await logIn(service, person.email)).status).to.equal(200);
      expect(unexpected(wrong)).to.deep.equal([]);
    });

    it('a role that requires it: leads from a view to the card, and the view opens after the set-up', async () => {
      const { databaseUrl } = service;
      const strict = await startAppService({ MFA__REQUIRED_FOR: 'moderator' }, { databaseUrl });
      const { title } = await service.movie({ title: 'Cléo from 5 to 7' });
      const session = await signedIn(strict, { role: 'moderator' });
      const { page, wrong } = await openApp(browser, strict, '/', { session });
      const notice = page.getByText('Your role requires two-step sign-in.');
      await notice.waitFor();
      expect([await notice.count(), await button(page, 'Try again').count()]).to.deep.equal([1, 0]);
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Set it up to continue.' }).click();
      await focusOn(page, 'Two-step sign-in');
      await button(page, 'Set up two-step sign-in').click();
      await codeField(page).fill(codeOf(await page.locator('.secret code').innerText()));
      await button(page, 'Turn on').click();
      await button(page, 'I have saved them').click();
      await notice.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Movies' }).click();
      await page.getByRole('link', { name: title }).waitFor();
      expect(unexpected(wrong)).to.deep.equal([]);
      await strict.stop();
    });
  });
}
