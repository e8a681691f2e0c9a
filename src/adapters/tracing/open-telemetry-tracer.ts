import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { TracerProvider } from '@opentelemetry/sdk-trace';
import type { NewSpan, Tracer } from '../../core/shared/tracer.js';
import { type CurrentSpan, currentSpan } from './current-span.js';

const propagator = new W3CTraceContextPropagator();
const getter = {
  get: (headers: Readonly<Record<string, unknown>>, name: string) => headers[name] as string | undefined,
  keys: Object.keys,
};

/** The code of an error, such as an SQLSTATE, or its name. Messages may contain values. */
const codeOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'unknown');
};

const end = (current: CurrentSpan, error: string | undefined) => {
  if (error !== undefined)
    current.span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
  current.hasEnded = true;
  current.span.end();
};

/** Records spans of OpenTelemetry. The current one is kept here, so that nothing global is registered. */
export const openTelemetryTracer = (provider: TracerProvider, scope: string, version: string): Tracer => {
  const tracer = provider.getTracer(scope, version);
  const start = (
    name: string,
    kind: SpanKind,
    attributes: NewSpan['attributes'],
    parent: Context,
  ): CurrentSpan => {
    const span = tracer.startSpan(name, { kind, ...(attributes && { attributes }) }, parent);
    return {
      traceId: span.spanContext().traceId,
      span,
      context: trace.setSpan(parent, span),
      hasEnded: false,
    };
  };
  const run = async <T>({ name, isCall, attributes }: NewSpan, parent: Context, work: () => Promise<T>) => {
    const current = start(name, isCall ? SpanKind.CLIENT : SpanKind.INTERNAL, attributes, parent);
    let error: string | undefined;
    try {
      return await currentSpan.run(current, work);
    } catch (thrown) {
      error = codeOf(thrown);
      throw thrown;
    } finally {
      end(current, error);
    }
  };
  return {
    startRequest: (headers) => {
      const current = start(
        'HTTP',
        SpanKind.SERVER,
        undefined,
        propagator.extract(ROOT_CONTEXT, headers, getter),
      );
      return {
        traceId: current.traceId,
        run: (work) => currentSpan.run(current, work),
        end: (name, attributes, error) => {
          current.span.updateName(name).setAttributes(attributes);
          end(current, error);
        },
      };
    },
    trace: (span, work) => run(span, ROOT_CONTEXT, work),
    span: (span, work) => {
      const parent = currentSpan.getStore();
      return parent?.span.isRecording() ? run(span(), parent.context, work) : work();
    },
  };
};
