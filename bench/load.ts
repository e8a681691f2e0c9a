/** The load generator, in a process of its own: receives requests to send, and returns the results. */
import { randomInt } from 'node:crypto';
import autocannon from 'autocannon';
import { connections, type LoadOrder, type LoadResult, users } from './load-order.js';

// Unique among the runs on one database, too.
let unique = Date.now() * 1000;

/** Returns a request whose variables are filled before it is sent, or a constant one if it has none. */
const requestOf = ({ method, path, headers, body, ids, tokens = [] }: LoadOrder): autocannon.Request => {
  const constant = { method, path, headers: { ...headers }, ...(body !== undefined && { body }) };
  if (!/\{(id|n|user|refreshToken)\}/.test(path + (body ?? ''))) return constant;
  const left = [...tokens];
  const variables: Readonly<Record<string, () => string>> = {
    id: () => String(ids[randomInt(ids.length)]),
    n: () => {
      unique += 1;
      return String(unique);
    },
    user: () => String(randomInt(users)),
    refreshToken: () => left.shift() ?? '',
  };
  const filled = (text: string) =>
    text.replace(/\{(id|n|user|refreshToken)\}/g, (_, name: string) => variables[name]?.() ?? '');
  return {
    ...constant,
    setupRequest: (request) => ({
      ...request,
      path: filled(path),
      ...(body !== undefined && { body: filled(body) }),
    }),
    ...(tokens.length > 0 && {
      onResponse: (status: number, text: string) => {
        if (status === 200) left.push(JSON.parse(text).refreshToken);
      },
    }),
  };
};

process.on('message', async (order: LoadOrder) => {
  // A run ends at the first sample after its duration, so short samples make all runs equally long.
  const length = { duration: order.seconds, sampleInt: 100 };
  const requests = [requestOf(order)];
  const result = await autocannon({ url: order.url, requests, connections, pipelining: 1, ...length });
  const { duration, latency, errors, timeouts, statusCodeStats = {} } = result;
  const count = (status: string) => statusCodeStats[status as `${number}`]?.count ?? 0;
  const others = Object.keys(statusCodeStats).filter((status) => status !== String(order.status));
  const report: LoadResult = {
    requests: count(String(order.status)),
    seconds: duration,
    p99: latency.p99,
    wrong: others.reduce((sum, status) => sum + count(status), errors + timeouts),
  };
  process.send?.(report);
});
process.once('disconnect', () => process.exit());
