const endings: (() => Promise<unknown>)[] = [];

/** Registers a function to run after the last test of this process. */
export const atEnd = (ending: () => Promise<unknown>): void => {
  endings.push(ending);
};

/** Runs all of it, in order. @throws the first error, after the others have run */
export const runEndings = async (): Promise<void> => {
  const failures: unknown[] = [];
  for (const ending of endings.splice(0)) await ending().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
};
