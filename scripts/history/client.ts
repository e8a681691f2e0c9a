import { Agent, request } from 'node:http';
import type { Instance } from './instance.js';

export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Timeout in milliseconds. After it, the client does not know whether the service processes the request. */
  readonly timeoutMs: number;
}

export interface ClientResponse {
  /** 0: no response. */
  readonly status: number;
  /** Name of the instance. */
  readonly from: string;
  /** Milliseconds of `performance.now()`. */
  readonly began: number;
  readonly ended: number;
  /** The version in the ETag. */
  readonly version?: number;
  readonly xCache: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the service promises about bodies is covered by other tests
  readonly body?: any;
}

const agents = new Map<string, Agent>();

/** Returns the agent of an address. An instance that was killed restarts at another one. */
const agentFor = (url: string): Agent => {
  const agent = agents.get(url) ?? new Agent({ keepAlive: true });
  agents.set(url, agent);
  return agent;
};

/** Closes all keep-alive connections. */
export const closeConnections = (): void => {
  for (const agent of agents.values()) agent.destroy();
  agents.clear();
};

const exchange = (url: string, { method, path, headers, body, timeoutMs }: ClientRequest) =>
  new Promise<Pick<ClientResponse, 'status' | 'version' | 'xCache' | 'body'>>((resolve) => {
    const none = () => resolve({ status: 0, xCache: 'none' });
    const json = body && JSON.stringify(body);
    const outgoing = request(
      `${url}/api/v1${path}`,
      {
        method,
        agent: agentFor(url),
        headers: {
          ...(json && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
          ...headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('error', none).on('end', () => {
          clearTimeout(timer);
          const { statusCode: status = 0, headers: received } = incoming;
          const [, version] = /^"(\d+)"$/.exec(received.etag ?? '') ?? [];
          const text = Buffer.concat(chunks).toString();
          resolve({
            status,
            xCache: String(received['x-cache'] ?? 'none'),
            ...(version !== undefined && { version: Number(version) }),
            ...(text !== '' && { body: JSON.parse(text) }),
          });
        });
      },
    );
    const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), timeoutMs);
    outgoing.on('error', none).on('close', () => clearTimeout(timer));
    outgoing.end(json);
  });

/** Sends a request to one instance, once. Never rejects. */
export const send = async (instance: Instance, options: ClientRequest): Promise<ClientResponse> => {
  const { name: from, url } = instance;
  const began = performance.now();
  const response =
    url === undefined ? { status: 0, xCache: 'none' } : await exchange(url, options).catch(() => undefined);
  return { status: 0, xCache: 'none', ...response, from, began, ended: performance.now() };
};
