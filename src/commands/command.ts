import { SettingsError } from '../composition/settings.js';

/** EX_CONFIG of sysexits.h. */
const configurationError = 78;

/**
 * Runs a command; what fails is told in a line, without a stack. Exit code 78: the settings are wrong.
 * @param failure the exit code of every other failure
 */
export const command = async (work: () => Promise<unknown>, failure = 1): Promise<void> => {
  try {
    await work();
  } catch (error) {
    const { message } = error as Error;
    process.stderr.write(`${message}\n`);
    process.exit(error instanceof SettingsError ? configurationError : failure);
  }
};
