import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Express, type RequestHandler, Router } from 'express';
import swaggerUi from 'swagger-ui-express';
import { serviceName } from '../../core/shared/service-name.js';
import { HttpError } from './http-error.js';
import { otherMethods } from './mount-routes.js';
import { type Problem, problems } from './problems.js';

/** Allows resources of this origin only, and no inline styles. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const asset = /^\/((swagger-ui[\w-]*|index)\.(js|css)|favicon-\d+x\d+\.png)?$/;

const plugin = readFileSync(new URL('./docs-plugin.js', import.meta.url), 'utf8');

/** Swagger UI, served from this server. Inline styles and images are removed, so that the policy can forbid them. */
export const docsPages = (): Router => {
  const options = {
    swaggerUrl: '/openapi.json',
    customSiteTitle: `${serviceName}: API`,
    customCssUrl: '/docs/index.css',
    customJs: '/docs/plugin.js',
    swaggerOptions: {
      layout: 'BaseLayout',
      tryItOutEnabled: true,
      // Sent to the browser as text.
      plugins: [() => (globalThis as unknown as { docsPlugin(): object }).docsPlugin()],
    },
  };
  const html = swaggerUi
    .generateHTML(undefined, options)
    .replaceAll(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<svg[\s\S]*?<\/svg>/, '')
    .replace('<head>', '<head><meta name="viewport" content="width=device-width, initial-scale=1">')
    .replace(/<script(?= src='\/docs\/plugin.js')/, '<script type="module"')
    .replaceAll('"./', '"/docs/');
  const page: RequestHandler = (_request, response) => {
    response.type('html').send(html);
  };
  const policy: RequestHandler = (_request, response, next) => {
    response.set({ 'Content-Security-Policy': docsPolicy, 'Cache-Control': 'no-cache' });
    next();
  };
  // Serves only the assets of the package's folder. Ranges and other conditions than If-None-Match are ignored.
  const assetsOnly: RequestHandler = ({ path, headers }, _response, next) => {
    for (const name of ['range', 'if-match', 'if-unmodified-since']) delete headers[name];
    next(asset.test(path) ? undefined : new HttpError('no-such-route', 'There is no route with this path.'));
  };
  const assets = swaggerUi.serveFiles(undefined, options);
  return Router()
    .use(policy)
    .get('/', page)
    .get('/plugin.js', (_request, response) => {
      response.type('js').send(plugin);
    })
    .use(assetsOnly)
    .get(asset, assets)
    .all(/.*/, otherMethods(['get']));
};

const style = `
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1c1c1e; }
  code, pre { font-family: ui-monospace, monospace; background: #f2f2f4; border-radius: 4px; padding: .1em .3em; }
  pre { padding: 1rem; overflow-x: auto; } a { color: #0b57d0; } dt { margin-top: 1rem; font-weight: 600; }`;

const pagePolicy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const htmlPage = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`;

const example = (origin: string, code: string, { status, title, meaning }: Problem) =>
  JSON.stringify(
    {
      type: `${origin}/problems/${code}`,
      title,
      status,
      detail: meaning,
      instance: '/api/v1/…',
      code,
      requestId: '…',
    },
    null,
    2,
  );

const problemPage = (origin: string, code: string, problem: Problem) =>
  htmlPage(
    `${problem.status} ${problem.title}`,
    `<h1>${escaped(problem.title)}</h1><p><code>${problem.status}</code> <code>${code}</code></p>
<h2>What it means</h2><p>${escaped(problem.meaning)}</p>
<h2>What to do</h2><p>${escaped(problem.advice)}</p>
<h2>Example</h2><pre>${escaped(example(origin, code, problem))}</pre>
<p><a href="/problems">All problems</a></p>`,
  );

const problemList = htmlPage(
  'Problems',
  `<h1>Problems</h1><p>The errors of the API (RFC 9457), listed by their <code>code</code>.</p><dl>${Object.entries(
    problems,
  )
    .map(
      ([code, { status, title, meaning }]) =>
        `<dt><a href="/problems/${code}">${code}</a></dt><dd>${status} ${escaped(title)}. ${escaped(meaning)}</dd>`,
    )
    .join('')}</dl>`,
);

/** Mounts a page for each error code. The `type` of a problem is the URL of its page. */
export const mountProblemPages = (app: Express, origin: string): void => {
  const send =
    (page: string): RequestHandler =>
    (_request, response) => {
      response
        .set({ 'Content-Security-Policy': pagePolicy, 'Cache-Control': 'no-cache' })
        .type('html')
        .send(page);
    };
  app.get('/problems', send(problemList)).all('/problems', otherMethods(['get']));
  for (const [code, problem] of Object.entries(problems)) {
    const path = `/problems/${code}`;
    app.get(path, send(problemPage(origin, code, problem))).all(path, otherMethods(['get']));
  }
};
