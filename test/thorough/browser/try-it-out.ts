import type { Page } from 'playwright-core';

/** Opens an operation of /docs, fills in its body, executes it, and reads the status and body of the response. */
export const execute = async (page: Page, operation: string, body?: object) => {
  const block = page.locator(`[id$="-${operation}"]`);
  if ((await block.locator('button.execute').count()) === 0) await block.locator('.opblock-summary').click();
  if (body !== undefined) await block.locator('textarea').fill(JSON.stringify(body));
  // Otherwise the previous response would be read instead of the new one.
  const clear = block.locator('button.btn-clear');
  if ((await clear.count()) > 0) await clear.click();
  await block.locator('button.execute').click();
  const response = block.locator('.live-responses-table .response').first();
  await response.waitFor();
  const text = response.locator('.highlight-code, .microlight').first();
  return {
    status: (await response.locator('.response-col_status').first().innerText()).slice(0, 3),
    text: (await text.count()) > 0 ? await text.innerText() : '',
  };
};
