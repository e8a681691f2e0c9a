/** A request as a scripted fetch has received it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly text: string;
}

export const baseUrl = 'http://service.test';

/** Returns a fetch that responds with `respond`, and the requests that it has received. */
export const scripted = (respond: (request: Received, nth: number) => Response | Promise<Response>) => {
  const received: Received[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    request.signal.throwIfAborted();
    const { method, url, headers } = request;
    const one = { method, path: url.slice(baseUrl.length), headers, text: await request.text() };
    received.push(one);
    return respond(one, received.length);
  };
  return { fetch, received, paths: () => received.map(({ method, path }) => `${method} ${path}`) };
};

export const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json(
    {
      type: `${baseUrl}/problems/${code}`,
      title: code,
      status,
      detail: code,
      instance: '/',
      code,
      requestId: '1',
    },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  );

export const item = (
  version: number,
  fields: object = {},
  headers: Record<string, string> = {},
  status = 200,
) => Response.json({ id: 1, version, ...fields }, { status, headers: { etag: `"${version}"`, ...headers } });

/** The error that a promise rejects with. */
export const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error) => error,
  );
