import { buildSources } from '../../scripts/history/builds.js';

let program = process.env.TEST_PROGRAM;

/**
 * The program of a build of the sources as they are: that of the suite, or made at the first call. It starts in half the
 * time that tsx needs.
 */
export const builtProgram = (): string => {
  if (program === undefined) {
    const build = buildSources();
    process.once('exit', build.remove);
    program = build.main;
  }
  return program;
};
