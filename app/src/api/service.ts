import {
  ConflictError,
  type components,
  createClient,
  ProblemError,
  SecondFactorError,
} from '../../../clients/typescript/src/index.js';

export { ConflictError, ProblemError, SecondFactorError };

/** The bodies of the API, by their names in the OpenAPI document. */
export type Schemas = components['schemas'];

type Query = Readonly<Record<string, unknown>>;

interface Init {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Send = (path: string, init?: object) => Promise<{ data: unknown; response: Response }>;

let onEnd: (() => void) | undefined;

/** Calls the listener when the service has ended the session. Returns a function that removes it. */
export const onSessionEnd = (listener: () => void): (() => void) => {
  onEnd = listener;
  return () => {
    onEnd = undefined;
  };
};

/**
 * What a person has to prove: `any` that it is them; `code-first`, with a code or else the password; `code`, only with a
 * code or a recovery code.
 */
export type RequiredProof = 'any' | 'code-first' | 'code';

/** Asks who the user is. Rejects if the person does not confirm. */
type ConfirmIdentity = (required: RequiredProof) => Promise<void>;

let confirmIdentity: ConfirmIdentity | undefined;

/**
 * Sets what asks who the user is when the service requires recent authentication. The request is then sent again.
 * Returns a function that removes it.
 */
export const onRecentRequired = (ask: ConfirmIdentity): (() => void) => {
  confirmIdentity = ask;
  return () => {
    confirmIdentity = undefined;
  };
};

let onEnrolment: (() => void) | undefined;

/** Calls the listener when the role of the account requires a second factor that is missing. Returns what removes it. */
export const onEnrolmentRequired = (listener: () => void): (() => void) => {
  onEnrolment = listener;
  return () => {
    onEnrolment = undefined;
  };
};

/** Whether a request was rejected because the account must have a second factor. */
export const mustEnrol = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'second-factor-enrolment-required';

const client = createClient({ transport: 'cookie', onSessionEnd: () => onEnd?.() });
export const { confirm, signIn, signInWithCode, signOut } = client;

const needsTwoFactors = (error: ProblemError) => error.problem?.acrValues === 'aal2';

/**
 * Sends a request, and again after each confirmation that the service requires. A session that has proven the password
 * only is first asked to prove who it is, and then for a code: the password cannot help any more.
 */
const confirming = async <Result>(once: () => Promise<Result>, isConfirmed = false): Promise<Result> => {
  try {
    return await once();
  } catch (error) {
    if (mustEnrol(error)) onEnrolment?.();
    if (!(error instanceof ProblemError) || !confirmIdentity) throw error;
    const needsCode = needsTwoFactors(error);
    if (error.code !== 'recent-authentication-required' || (isConfirmed && !needsCode)) throw error;
    await confirmIdentity(needsCode ? (isConfirmed ? 'code' : 'code-first') : 'any');
    return confirming(once, true);
  }
};

const sending =
  (send: unknown) =>
  async <Data>(path: string, { query, ...init }: Init = {}) => {
    const once = () => (send as Send)(path, { ...init, ...(query && { params: { query } }) });
    const { data, response } = await confirming(once);
    return { data: data as Data, response };
  };

/**
 * The requests of the page. The paths come from the OpenAPI document, so they have no types.
 * @throws ProblemError
 */
export const api = {
  get: sending(client.GET),
  post: sending(client.POST),
  put: sending(client.PUT),
  patch: sending(client.PATCH),
  remove: sending(client.DELETE),
};
