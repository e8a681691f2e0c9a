import { noteSecretsIn, notingLater } from './secrets.js';

const plainFetch = globalThis.fetch;

const headerLines = (headers: RequestInit['headers'] | Headers) =>
  [...new Headers(headers)].map(([name, value]) => `${name}: ${value}\n`).join('');

/** Notes the secrets in requests and responses of fetch(). Imported once, before the tests. */
globalThis.fetch = async (input, init) => {
  const request = input instanceof Request ? input : undefined;
  const given = init?.body ?? (await request?.clone().text());
  const body = given instanceof Uint8Array ? Buffer.from(given).toString() : given;
  const sent = `${headerLines(init?.headers ?? request?.headers)}${typeof body === 'string' ? body : ''}`;
  let isRefused = false;
  try {
    const response = await plainFetch(input, init);
    isRefused = response.status === 422 || response.status === 400;
    if (/json/.test(response.headers.get('content-type') ?? ''))
      notingLater(response.clone().text().then(noteSecretsIn));
    noteSecretsIn(headerLines(response.headers));
    return response;
  } finally {
    noteSecretsIn(sent, isRefused);
  }
};
