import { requestContext } from '../adapters/http/request-context.js';
import { WinstonLog } from '../adapters/logging/winston-log.js';
import { traceContext } from '../adapters/tracing/current-span.js';
import type { Log } from '../core/shared/log.js';
import type { Settings } from './settings.js';

/** Creates the log that the settings ask for. @param output standard output, except in tests */
export const createLog = (
  { LOG__LEVEL, LOG__FORMAT }: Pick<Settings, 'LOG__LEVEL' | 'LOG__FORMAT'>,
  output?: NodeJS.WritableStream,
): Log =>
  new WinstonLog(
    { level: LOG__LEVEL, format: LOG__FORMAT },
    () => ({ ...requestContext(), ...traceContext() }),
    output,
  );
