import { type RequestHandler, type Response, Router } from 'express';
import { newestAppFiles } from './app-files.js';
import { sendEncoded } from './encoded-content.js';
import { HttpError } from './http-error.js';
import { otherMethods } from './mount-routes.js';

/** The folder that `npm run build:app` fills. The path is the same from src and from dist. */
export const builtApp = new URL('../../../app/dist/', import.meta.url);

/** Allows resources of this origin only, and nothing inline. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

const refreshSeconds = 2;

/** Shown while there is no build, and reloaded by the header Refresh, which needs no script. */
const unbuilt = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Building the page</title><link rel="stylesheet" href="/account/page.css"></head>
<body><main><h1>This page is being built</h1>
<p>That takes less than a minute, and only once. The page then opens by itself. The API is ready, and documented at
<a href="/docs">/docs</a>.</p>
<p>If nothing happens, run <code>npm run build:app</code>, which shows what is wrong.</p></main></body></html>`;

const sendUnbuilt = (response: Response) =>
  response
    .status(503)
    .set({
      'Cache-Control': 'no-store',
      'Retry-After': `${refreshSeconds}`,
      Refresh: `${refreshSeconds}`,
    })
    .type('html')
    .send(unbuilt);

/** The names of assets contain a hash of their content. */
const cacheControl = (path: string) =>
  path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

/** The page at /app, from a folder with its built files. Any path without a file extension is a view of it. */
export const appPages = (folder: URL = builtApp): Router => {
  const files = newestAppFiles(folder);
  const serve: RequestHandler = async (request, response) => {
    response.set('Content-Security-Policy', policy).set('Referrer-Policy', 'same-origin');
    const found = await files();
    const requested = request.path.slice(1);
    const path = /\.\w+$/.test(requested) ? requested : 'index.html';
    const file = found?.get(path);
    if (file !== undefined) {
      response.set('Cache-Control', cacheControl(path)).type(file.type);
      sendEncoded(request, response, file.content);
    } else if (found === undefined && path === 'index.html') sendUnbuilt(response);
    else throw new HttpError('no-such-route', 'There is no route with this path.');
  };
  return Router()
    .get(/.*/, serve)
    .all(/.*/, otherMethods(['get']));
};
