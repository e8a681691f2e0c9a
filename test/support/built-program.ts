import { buildSources } from '../../scripts/history/builds.js';

let program = process.env.TEST_PROGRAM;

/**
 * Returns the program built from the current sources: the suite's bundle, or a build made at the first call. It starts
 * faster than with tsx.
 */
export const builtProgram = (): string => {
  if (program === undefined) {
    const build = buildSources();
    process.once('exit', build.remove);
    program = build.main;
  }
  return program;
};
