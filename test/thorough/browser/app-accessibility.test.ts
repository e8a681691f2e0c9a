import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';
import { roles } from '../../../scripts/app/people.js';
import { sampleIds } from '../../../scripts/app/sample-ids.js';
import { pathOf, settled, type View, views } from '../../../scripts/app/views.js';
import { signedIn } from '../../e2e/identity/people.js';
import { findingsOf, openApp, startAppService } from '../../support/app-page.js';
import { findBrowser, openBrowser } from '../../support/browser.js';
import type { TestService } from '../../support/service.js';

const browserFile = findBrowser();
/** A page mostly waits for its service and for the network to be idle. */
const pagesAtOnce = 4;

if (browserFile !== undefined) {
  describe('the page at /app, on a wide light screen and a narrow dark one:', () => {
    let browser: Browser;
    let service: TestService;
    let ids: Awaited<ReturnType<typeof sampleIds>>;
    before(async () => {
      browser = await openBrowser(browserFile);
      service = await startAppService();
      const { token } = await signedIn(service, { role: 'moderator' });
      ids = await sampleIds(service.url, { authorization: `Bearer ${token}` });
    });
    after(async () => {
      await browser.close();
      await service.stop();
    });

    const check = async (context: BrowserContext, view: View) => {
      const { page } = await openApp(context, service, pathOf(view, ids));
      await settled(page);
      for (const details of await page.locator('main details:not([open], .choices) > summary').all())
        if (await details.isVisible()) await details.click();
      await view.act?.(page);
      expect(await findingsOf(page), view.name).to.deep.equal([]);
      await page.close();
    };

    for (const role of roles)
      it(`each view of the role ${role}: has no accessibility violation, and fits into its width`, async () => {
        const session = role === 'guest' ? undefined : await signedIn(service, { role });
        const context = await browser.newContext();
        await openApp(context, service, '', session && { session });
        const open = views.filter((view) => view.roles.includes(role));
        const checkAll = async () => {
          for (let view = open.shift(); view; view = open.shift()) await check(context, view);
        };
        await Promise.all(Array.from({ length: pagesAtOnce }, checkAll));
        await context.close();
      });
  });
}
