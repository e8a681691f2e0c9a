/** Whether this run is `npm run test:thorough`. */
export const isThorough = process.env.TEST_THOROUGH === 'true';

/** The number of runs of a property: `usual` in the default run, ten times as many in the thorough run. */
export const runs = (usual: number): number => (isThorough ? 10 * usual : usual);
