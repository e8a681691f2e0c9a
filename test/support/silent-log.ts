import type { Log } from '../../src/core/shared/log.js';

const nothing = () => {};

/** For tests that do not check the log. */
export const silentLog: Log = { error: nothing, warn: nothing, info: nothing };
