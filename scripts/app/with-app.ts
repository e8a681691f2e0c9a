import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { findBrowser, openBrowser } from '../../test/support/browser.js';
import { dropTestDatabases } from '../../test/support/servers/databases.js';
import { stopServers } from '../../test/support/servers/servers.js';
import { kill, startBuild } from '../built-service.js';
import { createPeople } from './people.js';

const admin = { email: 'first@example.com', password: 'a password for this check' };

/**
 * Starts the build and a browser, creates an account of each role, and stops everything after `work`.
 * @param env of the service: `DB_URL` names a database without accounts
 * @param work gets the browser, and the URL of the service
 */
export const withApp = async (
  env: Readonly<Record<string, string>>,
  work: (browser: Browser, url: string) => Promise<void>,
): Promise<void> => {
  const file = findBrowser();
  assert.ok(file, 'there is no Chromium: install it');
  const home = mkdtempSync(join(tmpdir(), 'app-'));
  const { child, api } = startBuild(home, {
    ...env,
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
  });
  const browser = await openBrowser(file);
  try {
    const url = (await api).replace('/api/v1', '');
    await createPeople(url, admin);
    await work(browser, url);
  } finally {
    await browser.close();
    await kill(child);
    await dropTestDatabases(false);
    await stopServers();
    rmSync(home, { recursive: true, force: true });
  }
};
