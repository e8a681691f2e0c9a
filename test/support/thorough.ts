/** Whether this run is `npm run test:thorough`. */
export const isThorough = process.env.TEST_THOROUGH === 'true';

/** How many times a property is tried: `usual` in the default run, ten times that in the thorough run. */
export const runs = (usual: number): number => (isThorough ? 10 * usual : usual);
