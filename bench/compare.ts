import assert from 'node:assert/strict';
import { orderOf } from './cases.js';
import { contestants } from './contestants.js';
import type { Server } from './processes.js';
import type { Ground } from './set-up.js';

/** Headers of every response, except those of bare Express. Each has a cost. */
const everywhere = [
  'cache-control',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-request-id',
  'x-xss-protection',
];
const agreed: Readonly<Record<string, readonly string[]>> = {
  cached: [...everywhere, 'etag'],
  keyed: [...everywhere, 'etag'],
  uncached: [...everywhere, 'etag'],
  page: [...everywhere, 'link'],
};
/** The expected X-Cache of each case. */
const cacheUse: Readonly<Record<string, string>> = { cached: 'hit', keyed: 'hit', uncached: 'bypass' };
/** Headers with a different value for each request or server: only their presence is compared. */
const ownValues = ['date', 'x-request-id', 'link', 'keep-alive', 'connection'];

interface ComparedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Cursors differ between servers: only their presence is compared. */
const withoutCursor = (body: unknown) =>
  JSON.parse(JSON.stringify(body), (name, value) => (name === 'nextCursor' ? typeof value : value));

const get = async (url: string, headers: Readonly<Record<string, string>>): Promise<ComparedResponse> => {
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, body: withoutCursor(await response.json()) };
};

/** Returns the headers that are missing in one response, or have another value. */
const differing = ({ headers: ours }: ComparedResponse, { headers: theirs }: ComparedResponse): string[] =>
  [...new Set([...ours.keys(), ...theirs.keys()])].sort().flatMap((name) => {
    if (!theirs.has(name)) return `lacks ${name}`;
    if (!ours.has(name)) return `has ${name}: ${theirs.get(name)}`;
    if (ownValues.includes(name) || ours.get(name) === theirs.get(name)) return [];
    return `${name}: ${theirs.get(name)} instead of ${ours.get(name)}`;
  });

/**
 * Sends the requests with one response for all to every server, and compares the responses with those of our service on
 * Redis. Thin servers have another shape of pages and fewer headers: only the status is compared.
 * @throws AssertionError if a status or body differs, or if a required header is missing
 * @returns other differences of headers
 */
export const compareResponses = async (
  servers: Readonly<Record<string, Server>>,
  ground: Ground,
  chosen: readonly string[],
): Promise<string[]> => {
  const remarks: string[] = [];
  for (const which of Object.keys(agreed).filter((name) => chosen.includes(name))) {
    let ours: ComparedResponse | undefined;
    for (const [contestant, { url }] of Object.entries(servers)) {
      if (!contestants[contestant]?.cases.includes(which)) continue;
      const { path, headers } = orderOf(which, ground.valuesOf(contestant));
      // The first request fills the cache.
      await get(url + path, headers);
      const response = await get(url + path, headers);
      ours ??= response;
      const where = `${which}, ${contestant}`;
      assert.equal(response.status, 200, where);
      if (!contestants[contestant].isEqual) continue;
      assert.deepEqual(response.body, ours.body, where);
      const [is, wanted] = [response.headers.get('x-cache'), cacheUse[which]];
      if (wanted && is !== wanted) {
        remarks.push(
          `${where}: X-Cache is ${is}, not ${wanted}: the case does not measure what its name says`,
        );
      }
      const missing = agreed[which]?.filter((name) => !response.headers.has(name));
      assert.deepEqual(missing, [], `${where}: missing headers`);
      const differences = differing(ours, response);
      if (differences.length > 0) remarks.push(`${where}: ${differences.join('; ')}`);
    }
  }
  return remarks;
};
