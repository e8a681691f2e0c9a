import { createServer, type Server } from 'node:http';
import type { Log } from '../../core/shared/log.js';
import type { Metrics } from './metrics.js';

/** Serves GET /metrics, and nothing else. */
export const createMetricsServer = (
  { scrape, contentType }: Pick<Metrics, 'scrape' | 'contentType'>,
  log: Pick<Log, 'error'>,
): Server => {
  /** Scrapes at the same time share their result: each costs a query. */
  let running: Promise<string> | undefined;
  return createServer({ requestTimeout: 10_000 }, async ({ method, url = '' }, response) => {
    if (url.split('?', 1)[0] !== '/metrics') return response.writeHead(404).end('See /metrics.\n');
    if (method !== 'GET' && method !== 'HEAD') return response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    running ??= scrape().finally(() => {
      running = undefined;
    });
    try {
      const text = await running;
      return response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(text);
    } catch (error) {
      log.error('the metrics cannot be read', { error });
      return response.writeHead(500).end();
    }
  });
};
