import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page, type Response } from 'playwright-core';
import { noteSecretsIn, notingLater } from './secrets.js';

/** The first one is Chromium without its window, which takes a fifth less processor time. */
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const installed = () =>
  (process.env.PATH ?? '')
    .split(':')
    .flatMap((folder) => names.map((name) => `${folder}/${name}`))
    .find((file) => existsSync(file));

/** Returns the path of a Chromium; as root on Debian, it is installed if missing. Undefined: there is none. */
export const findBrowser = (): string | undefined => {
  const found = installed();
  if (found !== undefined || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found;
  const run = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: 'ignore',
    });
  run('update');
  run('install', '-y', '--no-install-recommends', 'chromium-headless-shell', 'fonts-dejavu-core');
  return installed();
};

/** A page and its errors: those on its console (such as policy violations), and requests to other origins. */
export interface WatchedPage {
  readonly page: Page;
  readonly wrong: string[];
}

export const openBrowser = (file: string): Promise<Browser> =>
  chromium.launch({ executablePath: file, args: ['--no-sandbox'] });

const headerLines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

/** Notes the secrets in requests and responses of a page. Those for its files have no others. */
const noteExchange = async (response: Response) => {
  if (!/^\/(api|account)\//.test(new URL(response.url()).pathname)) return;
  const request = response.request();
  noteSecretsIn(headerLines(await request.allHeaders()) + (request.postData() ?? ''));
  noteSecretsIn(headerLines(await response.allHeaders()));
  if (/json/.test(response.headers()['content-type'] ?? '')) noteSecretsIn(await response.text());
};

/** Opens a page of a browser, or of a context, which has its own width. */
export const watchedPage = async (
  opener: { newPage(options?: object): Promise<Page> },
  origin: string,
  width: number,
): Promise<WatchedPage> => {
  const page = await opener.newPage({ viewport: { width, height: 900 } });
  // Playwright's default of 30 s is too short on a busy machine.
  page.setDefaultTimeout(120_000);
  const wrong: string[] = [];
  page.on('console', (message) => {
    // Chromium gives up requests when the machine gets another network, such as that of a container. The page tries again.
    const isOfPage = !message.text().includes('ERR_NETWORK_CHANGED');
    if (isOfPage && ['error', 'warning'].includes(message.type())) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) wrong.push(`requested ${url}`);
  });
  page.on('response', (response) => notingLater(noteExchange(response)));
  return { page, wrong };
};
