/** The result of a check: a line of `npm run doctor`. */
export interface Finding {
  /** A warning does not keep the service from working; a failure does. */
  readonly level: 'ok' | 'warning' | 'failure' | 'not checked';
  /** What was checked, in a word. */
  readonly about: string;
  /** What was found, and what to do about it. */
  readonly text: string;
}

const at =
  (level: Finding['level']) =>
  (about: string, text: string): Finding => ({ level, about, text });

export const ok = at('ok');
export const warning = at('warning');
export const failure = at('failure');
export const notChecked = at('not checked');

/** Runs a check. An error that it throws is a failure. @param reasonOf returns the text of an error */
export const guarded = async (
  about: string,
  check: () => Promise<Finding[]>,
  reasonOf: (error: unknown) => string = (error) => (error as Error).message,
): Promise<Finding[]> => {
  try {
    return await check();
  } catch (error) {
    return [failure(about, reasonOf(error))];
  }
};
