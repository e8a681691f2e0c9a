import type { Page } from 'playwright-core';

/**
 * Runs in the page, before its scripts. `usable` is the time from the start of the navigation until a row (or else a control
 * of the view) is drawn and nothing covers it; `changed()` measures from an action until other rows are drawn.
 */
const watcher = `
  const measured = (window.measured = { violations: [] });
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    measured.violations.push(violatedDirective + ' ' + blockedURI));
  const controls = '.items tbody th a, .chart a, main form :is(input, button)';
  const isClickable = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  };
  measured.usable = new Promise((resolve) => {
    const look = () => {
      if ([...document.querySelectorAll(controls)].some(isClickable)) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const rows = () => [...document.querySelectorAll('.items tbody th a')].map((link) => link.href).join();
  measured.changed = (act) => new Promise((resolve) => {
    const before = rows();
    const began = performance.now();
    act();
    const look = () => {
      const isDone = document.querySelector('.items[aria-busy="false"]') && rows() !== before;
      if (isDone) resolve(performance.now() - began);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
`;

interface FirstView {
  /** Milliseconds. */
  readonly usable: number;
  readonly violations: readonly string[];
  /** The paths of the scripts that were loaded, and how they came. */
  readonly scripts: readonly { readonly url: string; readonly bytes: number }[];
  /** Elements that the policy would need a nonce for. */
  readonly inline: number;
}

/** Opens a view in a page with an empty cache, and measures it. */
export const firstView = async (page: Page, url: string): Promise<FirstView> => {
  await page.addInitScript(watcher);
  await page.goto(url);
  const usable = await page.evaluate<number>('measured.usable');
  await page.waitForLoadState('networkidle');
  const seen = await page.evaluate<Omit<FirstView, 'usable'>>(`({
    violations: measured.violations,
    inline: document.querySelectorAll('style, [nonce], [style], script:not([src])').length,
    scripts: performance.getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .map(({ name, encodedBodySize }) => ({ url: name, bytes: encodedBodySize })),
  })`);
  return { usable, ...seen };
};

/** Milliseconds from an action in the page, as JavaScript, until the list shows other rows. */
export const changeOfList = (page: Page, action: string): Promise<number> =>
  page.evaluate(`measured.changed(() => { ${action} })`);
