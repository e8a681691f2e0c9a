import { requestContext } from '../adapters/http/request-context.js';
import { WinstonLog } from '../adapters/logging/winston-log.js';
import type { Log } from '../core/shared/log.js';
import type { Settings } from './settings.js';

/** Creates the log that the settings ask for. */
export const createLog = ({ LOG__LEVEL, LOG__FORMAT }: Settings): Log =>
  new WinstonLog({ level: LOG__LEVEL, format: LOG__FORMAT }, requestContext);
