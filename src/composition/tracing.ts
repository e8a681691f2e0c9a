import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../core/shared/log.js';
import { serviceId } from '../core/shared/service-name.js';
import type { Settings } from './settings.js';
import { version } from './version.js';

/** Maximum milliseconds for the last spans when the service stops. */
const flushMs = 2_000;

/** Records traces and sends them to OTEL_EXPORTER_OTLP_ENDPOINT, if it is set. */
export const openTracing = async (settings: Settings, log: Log) => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = settings;
  if (endpoint === undefined) return undefined;
  // Imported here, so that a start without traces does not load their libraries.
  const [{ openProvider }, { openTelemetryTracer }] = await Promise.all([
    import('../adapters/tracing/span-export.js'),
    import('../adapters/tracing/open-telemetry-tracer.js'),
  ]);
  const provider = openProvider(
    {
      endpoint,
      headers: settings.OTEL_EXPORTER_OTLP_HEADERS,
      serviceName: settings.OTEL_SERVICE_NAME,
      resourceAttributes: settings.OTEL_RESOURCE_ATTRIBUTES,
      sampler: settings.OTEL_TRACES_SAMPLER,
      ratio: settings.OTEL_TRACES_SAMPLER_ARG,
      version,
    },
    log,
  );
  return {
    tracer: openTelemetryTracer(provider, serviceId, version),
    /** Sends the last spans. Never throws: the failure is logged. */
    stop: () =>
      Promise.race([provider.shutdown().catch(() => {}), sleep(flushMs, undefined, { ref: false })]),
  };
};
