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

/** Asks who the user is, for a code first if the session has to prove two factors. Rejects if the person does not confirm. */
type ConfirmIdentity = (startsWithCode: boolean) => Promise<void>;

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

const client = createClient({ transport: 'cookie', onSessionEnd: () => onEnd?.() });
export const { confirm, signIn, signInWithCode, signOut } = client;

const sending =
  (send: unknown) =>
  async <Data>(path: string, { query, ...init }: Init = {}) => {
    const once = () => (send as Send)(path, { ...init, ...(query && { params: { query } }) });
    const { data, response } = await once().catch(async (error) => {
      if (error.code !== 'recent-authentication-required' || !confirmIdentity) throw error;
      await confirmIdentity((error as ProblemError).problem?.acrValues === 'aal2');
      return once();
    });
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
