import { AsyncLocalStorage } from 'node:async_hooks';
import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Log } from '../../core/shared/log.js';

export interface TracingSettings {
  /** The URL without `/v1/traces`. */
  readonly endpoint: string;
  /** Pairs such as `name=value,name=value`. `resourceAttributes` has the same format. */
  readonly headers: string | undefined;
  readonly serviceName: string;
  readonly resourceAttributes: string | undefined;
  /** A value of OTEL_TRACES_SAMPLER. */
  readonly sampler: string;
  /** The share of traces that a sampler with a ratio records. */
  readonly ratio: number;
  /** Release of the service. */
  readonly version: string;
}

/** Maximum characters of an attribute, such as a statement. */
const maxCharacters = 2_000;

const rootSampler = (name: string, ratio: number): Sampler => {
  if (name === 'always_on') return new AlwaysOnSampler();
  return name === 'always_off' ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
};

const samplerOf = ({ sampler, ratio }: TracingSettings): Sampler => {
  const root = rootSampler(sampler.replace('parentbased_', ''), ratio);
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
};

/** Logs the first failure of an outage, and its end. The library retries, and then drops the spans. */
const reporting = (exporter: SpanExporter, log: Pick<Log, 'warn' | 'info'>): SpanExporter => {
  let hasFailed = false;
  const report: Parameters<SpanExporter['export']>[1] = ({ error }) => {
    if (error !== undefined && !hasFailed) log.warn('traces cannot be sent: they are dropped', { error });
    if (error === undefined && hasFailed) log.info('traces are sent again');
    hasFailed = error !== undefined;
  };
  // A batch may start within a request, and its failure must not be logged with the id of that request.
  const outside = AsyncLocalStorage.snapshot();
  return {
    export: (spans, done) =>
      outside(() =>
        exporter.export(spans, (result) => {
          report(result);
          done(result);
        }),
      ),
    shutdown: () => exporter.shutdown(),
  };
};

/** Sends spans in batches in the background. While the endpoint is slow or unreachable, spans are dropped. */
export const openProvider = (settings: TracingSettings, log: Pick<Log, 'warn' | 'info'>): TracerProvider => {
  const exporter = new OTLPTraceExporter({
    url: `${settings.endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: parseKeyPairsIntoRecord(settings.headers),
  });
  const attributes = {
    ...parseKeyPairsIntoRecord(settings.resourceAttributes),
    'service.name': settings.serviceName,
    'service.version': settings.version,
  };
  return new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes(attributes)),
    sampler: samplerOf(settings),
    spanLimits: { attributeValueLengthLimit: maxCharacters },
    spanProcessors: [new BatchSpanProcessor({ exporter: reporting(exporter, log) })],
  });
};
