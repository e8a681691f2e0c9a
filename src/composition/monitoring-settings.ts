import Joi from 'joi';
import { serviceId } from '../core/shared/service-name.js';
import { setting } from './setting.js';
import { host, httpUrl } from './settings-urls.js';

const pairs = () =>
  Joi.string().pattern(/^[^=,\s]+=[^,]*(?:, *[^=,\s]+=[^,]*)*$/, 'list such as name=value,name=value');

/** The settings of metrics and traces. Names and values of the latter are those of OpenTelemetry's specification. */
export const monitoringSettings = {
  METRICS__PORT: setting(
    'Port that serves metrics for Prometheus at /metrics, to anybody who can reach it. Without it, there are none.',
    Joi.number().port(),
  ),
  METRICS__HOST: setting('Address that serves metrics.', host().default('127.0.0.1')),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    'Receiver of traces, such as http://127.0.0.1:4318: OTLP over HTTP, with JSON. Without it, no traces are recorded.',
    httpUrl(),
  ),
  OTEL_EXPORTER_OTLP_HEADERS: setting(
    'Headers for the receiver of traces: name=value,name=value, with percent-encoded values.',
    pairs(),
  ),
  OTEL_SERVICE_NAME: setting('Name of the service in traces.', Joi.string().default(serviceId)),
  OTEL_RESOURCE_ATTRIBUTES: setting(
    'Further attributes of all traces, such as deployment.environment.name=staging.',
    pairs(),
  ),
  OTEL_TRACES_SAMPLER: setting(
    'Which traces are recorded: always_on, always_off or traceidratio; with the prefix parentbased_, the client decides ' +
      'by traceparent, if it sends it.',
    Joi.string()
      .valid(...['always_on', 'always_off', 'traceidratio'].flatMap((name) => [name, `parentbased_${name}`]))
      .default('parentbased_always_on'),
  ),
  OTEL_TRACES_SAMPLER_ARG: setting(
    'Share of the traces that traceidratio and parentbased_traceidratio record, from 0 to 1.',
    Joi.number().min(0).max(1).default(1),
  ),
};
