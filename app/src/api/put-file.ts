import { ProblemError } from './service.js';
import type { SendOptions } from './uploads.js';

const headersOf = (request: XMLHttpRequest): Headers =>
  new Headers(
    request
      .getAllResponseHeaders()
      .trim()
      .split('\r\n')
      .filter((line) => line.includes(': '))
      .map((line): [string, string] => {
        const at = line.indexOf(': ');
        return [line.slice(0, at), line.slice(at + 2)];
      }),
  );

/** Sends a file as the body of a PUT. `fetch` reports no progress. @throws TypeError without a response */
export const putFile = (path: string, file: File, { onProgress, signal }: SendOptions): Promise<Response> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(signal.reason ?? new TypeError('The upload broke off.'));
    request.open('PUT', path);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () =>
      resolve(new Response(request.responseText, { status: request.status, headers: headersOf(request) }));
    request.onerror = fail;
    request.onabort = fail;
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });

/** @throws ProblemError if the status is an error */
export const requireOk = async (response: Response): Promise<Response> => {
  if (response.ok) return response;
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  throw new ProblemError(response, isProblem ? await response.json() : undefined);
};
