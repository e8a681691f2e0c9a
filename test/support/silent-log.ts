import type { Log } from '../../src/core/shared/log.js';

const nothing = () => {};

/** For what logs beside what is tested. */
export const silentLog: Log = { error: nothing, warn: nothing, info: nothing };
