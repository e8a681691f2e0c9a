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

let confirmIdentity: (() => Promise<void>) | undefined;

/**
 * Sets what asks who the user is when the service requires recent authentication. The request is then sent again.
 * @param ask rejects if the person does not confirm. Returns a function that removes it.
 */
export const onRecentRequired = (ask: () => Promise<void>): (() => void) => {
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
      await confirmIdentity();
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
