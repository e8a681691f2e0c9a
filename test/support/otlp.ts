import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Attributes = Readonly<Record<string, string | number>>;

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client';
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined: it began the trace here. */
  readonly parentSpanId: string | undefined;
  readonly attributes: Attributes;
  readonly hasFailed: boolean;
}

/** A receiver of OTLP over HTTP with JSON, in this process. */
export interface OtlpReceiver {
  readonly url: string;
  /** The bodies as received. */
  readonly bodies: string[];
  /** Path, content type and `api-key` of each request. */
  readonly requests: string[];
  spans(): ReceivedSpan[];
  /** The attributes of the resource in the last request. */
  resource(): Attributes;
  /** The response from now on. */
  respond: (response: ServerResponse) => void;
  stop(): Promise<void>;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, string | number>>;
}

const attributesOf = (pairs: readonly KeyValue[]): Attributes =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0] as string | number]));

/** Span kinds of OTLP, by their numbers. */
const kinds = ['internal', 'internal', 'server', 'client'] as const;

// biome-ignore lint/suspicious/noExplicitAny: the shape of OTLP
const spanOf = (span: any): ReceivedSpan => ({
  name: span.name,
  kind: kinds[span.kind as 1 | 2 | 3],
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId,
  attributes: attributesOf(span.attributes),
  hasFailed: span.status.code === 2,
});

/** @param port 0: any that is free */
export const startOtlp = async (port = 0): Promise<OtlpReceiver> => {
  const server = createServer(async (request, response) => {
    const { url, headers } = request;
    receiver.requests.push(`${url} ${headers['content-type']} ${headers['api-key']}`);
    receiver.bodies.push(await text(request));
    receiver.respond(response);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const batches = () => receiver.bodies.flatMap((body) => JSON.parse(body).resourceSpans);
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies: [],
    requests: [],
    spans: () =>
      batches().flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }: { spans: unknown[] }) => spans.map(spanOf)),
      ),
    resource: () => attributesOf(batches().at(-1).resource.attributes),
    respond: (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}'),
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
};
