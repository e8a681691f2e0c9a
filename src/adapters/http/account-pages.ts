import { readFileSync } from 'node:fs';
import type { Express, RequestHandler } from 'express';
import { serviceName } from '../../core/shared/service-name.js';
import { apiBase } from './api-base.js';
import { otherMethods } from './mount-routes.js';

/** Allows resources of this origin only and nothing inline, and sends no Referer to other pages. */
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** A file of the page at /app. The path is the same from src and from dist. */
const appSource = (path: string) => readFileSync(new URL(`../../../app/${path}`, import.meta.url), 'utf8');

/** What these pages have in addition to the style that they share with the page at /app. */
const layout = `
[hidden] { display: none !important; }
body > header { border-bottom: 1px solid var(--line); background: var(--surface); }
body > header p { display: flex; align-items: center; gap: .6rem; max-width: var(--wide); margin: 0 auto; padding: .85rem 1.25rem; font-weight: 650; }
body > header svg { width: 28px; height: 28px; }
main { max-width: 28rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
#use > p { margin: 0; }
#again { margin-top: 1.5rem; }
.button { width: 100%; }
`;

export interface AccountPageSettings {
  /** The least number of characters of a password. */
  readonly minPasswordLength: number;
  /** Whether the page at /app is served, so that these pages can link to it. */
  readonly app: boolean;
}

interface AccountPage {
  readonly title: string;
  /** What the link is for. */
  readonly intro: string;
  readonly setsPassword: boolean;
  readonly button: string;
  /** The path that the form is sent to. */
  readonly api: string;
  /** The message after success. */
  readonly done: string;
  /** Where to continue, in the page at /app. */
  readonly next: { readonly path: string; readonly text: string };
}

const signIn = { path: '/app/account/sign-in', text: 'Sign in' };
const resetApi = `${apiBase}/auth/password/reset`;

const pages: Readonly<Record<string, AccountPage>> = {
  '/account/reset': {
    title: 'Choose a password',
    intro: 'With the new password, you are signed out on every device.',
    setsPassword: true,
    button: 'Set password',
    api: resetApi,
    done: 'Your password is set, and all sessions have ended. You can now sign in with it.',
    next: signIn,
  },
  '/account/invitation': {
    title: 'Your new account',
    intro: 'An administrator has created an account for you. Choose a password to open it.',
    setsPassword: true,
    button: 'Open my account',
    api: resetApi,
    done: 'Your password is set, and your account is ready. Sign in with your email and this password. You can then change the name that others see.',
    next: { ...signIn, path: `${signIn.path}?next=/account` },
  },
  '/account/verify': {
    title: 'Verify your email address',
    intro: 'We sent you an email because an account uses your address.',
    setsPassword: false,
    button: 'Yes, this is my address',
    api: `${apiBase}/auth/email/verify`,
    done: 'Thank you. Your address is verified.',
    next: { path: '/app/account', text: 'Your account' },
  },
};

const passwordField = (minLength: number) => `<div class="field"><label for="password">New password</label>
<p id="advice">At least ${minLength} characters. Length counts: a few words are easier to remember than symbols. Common passwords,
and those made of your name or email, are not accepted.</p>
<input id="password" type="password" autocomplete="new-password" required aria-describedby="outcome advice">
<label class="beside" for="show"><input id="show" type="checkbox" autocomplete="off"> Show the password</label></div>`;

/** Requests another link, in place of one that is of no use. */
const requestForm = `<form id="again" class="simple" data-api="${apiBase}/auth/password/forgot" hidden
data-done="If there is an account with this address, an email with a new link is on its way. It is valid for half an hour.">
<div class="field"><label for="email">Email</label>
<p id="email-advice">The address of your account. We send a new link there.</p>
<input id="email" type="email" autocomplete="username" required aria-describedby="email-advice"></div>
<button type="submit" class="primary">Send a new link</button></form>`;

const verifyAgain = (app: boolean) =>
  `<p id="again" hidden>Sign in, and have the email sent again.${
    app ? '</p><p id="again-link" hidden><a class="button" href="/app/account">Your account</a>' : ''
  }</p>`;

// Opening a page changes nothing: mail scanners open links, too.
const html = (
  { title, intro, setsPassword, button, api, done, next }: AccountPage,
  { minPasswordLength, app }: AccountPageSettings,
) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - ${serviceName}</title><link rel="stylesheet" href="/account/page.css"><script type="module" src="/account/page.js"></script></head>
<body><header><p>${appSource('public/icon.svg')
  .replace('<svg ', '<svg aria-hidden="true" ')
  .replace(/<title>.*<\/title>/, '')
  .trim()}
${serviceName}</p></header><main><h1>${title}</h1>
<noscript><p>This page needs JavaScript, because the token in the link is not sent to the server when the page opens.</p></noscript>
<p id="outcome" class="message" tabindex="-1"></p>
<form id="use" class="simple" hidden data-api="${api}" data-done="${done}"><p>${intro}</p>
${setsPassword ? passwordField(minPasswordLength) : ''}
<button type="submit" class="primary">${button}</button></form>
${app ? `<p id="next" hidden><a class="button primary" href="${next.path}">${next.text}</a></p>` : ''}
${setsPassword ? requestForm : verifyAgain(app)}
</main></body></html>`;

/** Mounts the pages that emails link to, with their style and script. */
export const mountAccountPages = (app: Express, settings: AccountPageSettings): void => {
  const files: [path: string, type: string, content: string][] = [
    ['/account/page.css', 'css', appSource('src/base.css') + layout],
    ['/account/page.js', 'js', readFileSync(new URL('./account-page.js', import.meta.url), 'utf8')],
    ...Object.entries(pages).map(([path, page]): [string, string, string] => [
      path,
      'html',
      html(page, settings),
    ]),
  ];
  for (const [path, type, content] of files) {
    const send: RequestHandler = (_request, response) => {
      response.set(headers).type(type).send(content);
    };
    app.get(path, send).all(path, otherMethods(['get']));
  }
};
