import type { Spawned } from '../../e2e/process/spawned.js';

/** Resolves with the URL of a service with LOG__FORMAT=pretty, when it prints that it listens. */
export const announced = ({ until }: Spawned): Promise<string> =>
  until(({ stdout }) => /^API: (http.+)\/api\/v1$/m.exec(stdout())?.[1]);

/** Returns the email and the password of the first admin that a service has printed; none if it has printed none. */
export const firstAdmin = ({ stdout }: Spawned): readonly string[] =>
  /^First admin: (\S+) {2}password: (\S+)$/m.exec(stdout())?.slice(1) ?? [];
