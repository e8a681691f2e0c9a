import { validateHeaderName, validateHeaderValue } from 'node:http';
import Joi from 'joi';
import { serviceId } from '../core/shared/service-name.js';
import { setting } from './setting.js';
import { host, httpUrl } from './settings-urls.js';

/** Decodes a pair as the library does, which drops or shortens one that it cannot read. undefined: it cannot. */
const decodedPair = (pair: string): readonly [name: string, value: string] | undefined => {
  const [, name = '', value = ''] = /^\s*([^=\s;]+)=([^;]*)$/.exec(pair) ?? [];
  try {
    return name === '' ? undefined : [decodeURIComponent(name), decodeURIComponent(value.trim())];
  } catch {
    return undefined;
  }
};

/** @throws Error if node cannot send it */
const validateHeader = (name: string, value: string) => {
  validateHeaderName(name);
  validateHeaderValue(name, value);
};

/** @param validate throws for an invalid pair */
const pairs = (validate: (name: string, value: string) => void = () => {}) =>
  Joi.string().custom((text: string, { error }) => {
    try {
      for (const pair of text.split(',')) {
        const decoded = decodedPair(pair);
        if (decoded === undefined) throw new Error('not a pair');
        validate(...decoded);
      }
      return text;
    } catch {
      return error('string.pattern.name', {
        name: 'list such as name=value,name=value, with percent-encoded values',
      });
    }
  });

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
    pairs(validateHeader),
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
