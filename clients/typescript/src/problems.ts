import type { components } from './schema.js';

/** What the service returns for every error (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/**
 * Seconds until the next attempt that the response allows (RFC 9110 section 10.2.3); undefined without the header, or if it
 * is neither digits nor a date. `Date.parse` alone would read -5 and 1.5 as days of the year 2001.
 */
export const retryAfter = ({ headers }: Response): number | undefined => {
  const value = headers.get('Retry-After') ?? '';
  if (/^\d+$/.test(value)) return Number(value);
  const seconds = (Date.parse(/ \d\d:\d\d:\d\d GMT$/.test(value) ? value : '') - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
};

/** An error that the service, or a proxy in front of it, returned. */
export class ProblemError extends Error {
  override name = 'ProblemError';

  constructor(
    readonly response: Response,
    /** Undefined if the body is not a problem, such as the error page of a proxy. */
    readonly problem: Problem | undefined,
  ) {
    super(problem?.detail ?? `HTTP status ${response.status}`);
  }

  /** The stable code of the error; undefined if the response is not a problem. */
  get code(): Problem['code'] | undefined {
    return this.problem?.code;
  }

  get status(): number {
    return this.response.status;
  }

  /** What is wrong with the request: one entry for each field or parameter. */
  get errors(): NonNullable<Problem['errors']> {
    return this.problem?.errors ?? [];
  }

  /** Seconds until the next attempt that the service allows. */
  get retryAfter(): number | undefined {
    return retryAfter(this.response);
  }
}

/** The kinds of codes that complete a sign-in. */
export type SecondFactorMethod = NonNullable<Problem['methods']>[number];

/**
 * 401 `second-factor-required`: the password is right, and the account has a second factor. Complete the sign-in with
 * `signInWithCode`.
 */
export class SecondFactorError extends ProblemError {
  override name = 'SecondFactorError';

  constructor(
    response: Response,
    override readonly problem: Problem,
  ) {
    super(response, problem);
  }

  /** What the code is sent with. It completes one sign-in. With cookies, only in this browser. */
  get challenge(): string {
    return this.problem.challenge ?? '';
  }

  /** The kinds of codes that the account has. */
  get methods(): readonly SecondFactorMethod[] {
    return this.problem.methods ?? [];
  }

  /** Seconds from the response on, after which the challenge expires. */
  get expiresIn(): number {
    return this.problem.expiresIn ?? 0;
  }
}

/** Reads the problem in a response, whose body can be read afterwards, too. */
export const problemIn = async (response: Response): Promise<Problem | undefined> => {
  if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) return undefined;
  const body: Promise<unknown> = response.clone().json();
  return body.then(
    (problem) => problem as Problem,
    () => undefined,
  );
};

/** Returns the response. @throws ProblemError if its status is an error */
export const orThrow = async (response: Response): Promise<Response> => {
  if (response.status < 400) return response;
  const problem = await problemIn(response);
  if (problem?.code === 'second-factor-required') throw new SecondFactorError(response, problem);
  throw new ProblemError(response, problem);
};
