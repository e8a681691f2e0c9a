import { readFileSync } from 'node:fs';
import type { Express, RequestHandler } from 'express';
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

/** Looks like the page at /app (app/src/style.css), which can be switched off while emails still link here. */
const style = `:root { color-scheme: light dark; --line: light-dark(#83888a, #7f868c); --link: light-dark(#174f96, #8ab8f5); }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem;
  background: light-dark(#fbfbfa, #15171a); color: light-dark(#1c2126, #e7e9ea); }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; } a { color: var(--link); }
label { display: block; font-weight: 550; } label.beside { display: inline; font-weight: 400; }
input[type='password'], input[type='text'] { box-sizing: border-box; width: 100%; min-height: 2.5rem; font: inherit; padding: .4rem .65rem;
  color: inherit; background: light-dark(#fff, #1d2024); border: 1px solid var(--line); border-radius: 6px; }
input[type='checkbox'] { width: 1.1rem; height: 1.1rem; vertical-align: -.15rem; accent-color: #1d4f91; }
button { width: 100%; min-height: 2.5rem; font: inherit; padding: .4rem 1rem; border: 0; border-radius: 6px; color: #fff;
  background: light-dark(#1d4f91, #2f6cba); cursor: pointer; }
button:disabled { background: #5f6368; } :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
#outcome { padding: .7rem 1rem; border-radius: 6px; background: light-dark(#f1f2f0, #272b30); } #outcome:empty { display: none; }
`;

interface AccountPage {
  readonly title: string;
  /** The fields of the form, in HTML. */
  readonly form: string;
  readonly button: string;
  /** The path that the form is sent to. */
  readonly api: string;
  /** The message after success. */
  readonly done: string;
}

const pages: Readonly<Record<string, AccountPage>> = {
  '/account/reset': {
    title: 'Choose a password',
    form: `<p><label for="password">New password</label>
<input id="password" type="password" autocomplete="new-password" required aria-describedby="outcome advice"></p>
<p id="advice">Length counts: a few words are easier to remember than symbols.</p>
<p><input id="show" type="checkbox" autocomplete="off"> <label class="beside" for="show">Show the password</label></p>`,
    button: 'Set password',
    api: `${apiBase}/auth/password/reset`,
    done: 'Your password is set, and all sessions have ended. You can now log in with it.',
  },
  '/account/verify': {
    title: 'Verify your email address',
    form: '<p>We sent you an email because an account uses your address.</p>',
    button: 'Yes, this is my address',
    api: `${apiBase}/auth/email/verify`,
    done: 'Thank you. Your address is verified.',
  },
};

// Opening a page changes nothing: mail scanners open links, too.
const html = ({ title, form, button, api, done }: AccountPage) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/account/page.css"><script type="module" src="/account/page.js"></script></head>
<body><main><h1>${title}</h1>
<noscript><p>This page needs JavaScript, because the token in the link is not sent to the server when the page opens.</p></noscript>
<p id="outcome" tabindex="-1"></p>
<form hidden data-api="${api}" data-done="${done}">${form}
<p><button type="submit">${button}</button></p></form>
</main></body></html>`;

/** Mounts the two pages that emails link to, with their style and script. */
export const mountAccountPages = (app: Express): void => {
  const files: [path: string, type: string, content: string][] = [
    ['/account/page.css', 'css', style],
    ['/account/page.js', 'js', readFileSync(new URL('./account-page.js', import.meta.url), 'utf8')],
    ...Object.entries(pages).map(([path, page]): [string, string, string] => [path, 'html', html(page)]),
  ];
  for (const [path, type, content] of files) {
    const send: RequestHandler = (_request, response) => {
      response.set(headers).type(type).send(content);
    };
    app.get(path, send).all(path, otherMethods(['get']));
  }
};
