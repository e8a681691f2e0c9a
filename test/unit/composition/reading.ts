import { readSettings, type Settings, SettingsError } from '../../../src/composition/settings.js';

type Environment = Readonly<Record<string, string | undefined>>;
export const url = 'postgresql://owner:hunter2@localhost/media';

export const read = (env: Environment = {}, check?: (settings: Settings) => readonly string[]) =>
  readSettings({ DB_URL: url, ...env }, check);

export const mistakes = (
  env: Environment,
  check?: (settings: Settings) => readonly string[],
): readonly string[] => {
  try {
    read(env, check);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
};

/** The settings that the mistakes name, in order. */
export const wrong = (env: Environment) =>
  mistakes(env).map((mistake) => mistake.match(/[A-Z]+_[A-Z_]+|^[A-Z]+/)?.[0]);
