import { isStreamed } from './bodies.js';
import { type Exclusive, exclusive } from './exclusive.js';
import { orThrow, type Problem, ProblemError, problemIn } from './problems.js';
import type { Credentials, Proof, SignInCode } from './proofs.js';
import { abortable, type RetryOptions, retrying, type Send } from './retries.js';
import type { Authentication, SignedIn, Transport, User } from './transports.js';

export interface SessionOptions extends RetryOptions {
  /** Called when the service has ended the session, such as after a logout elsewhere: ask the user to sign in. */
  readonly onSessionEnd?: (problem: Problem) => void;
}

const authPath = '/api/v1/auth';
/** A service that does not respond must not block the other tabs. */
const timeoutMs = 30_000;
/** Their responses have a new access token, which states what was proven. After a removal, the older ones are invalid. */
const replacing = /\/(auth\/confirm|users\/me\/totp(\/confirm)?)$/;
const endedCodes: readonly (string | undefined)[] = ['session-ended', 'token-invalid'];

/** Signs in and out, and authenticates requests. Renews expired tokens: once for all requests and tabs that wait. */
export class Session {
  readonly #exclusively: Exclusive;
  readonly #repeating: Send;
  #renewal: Promise<void> | undefined;
  /** Counts the sign-ins, sign-outs and ends. */
  #accounts = 0;

  /** @param forget called when the account changes: what was read before may belong to another one */
  constructor(
    private readonly baseUrl: string,
    private readonly fetch: Send,
    private readonly transport: Transport,
    private readonly options: SessionOptions,
    private readonly forget: () => void,
  ) {
    this.#exclusively = exclusive(transport.isShared ? `session of ${baseUrl}` : undefined);
    this.#repeating = retrying(fetch, options);
  }

  /** @throws ProblemError such as `invalid-credentials`; never retried */
  signIn({ email, password }: Credentials, signal?: AbortSignal): Promise<User> {
    return this.#signInBy('login', { email, password, transport: this.transport.name }, signal);
  }

  /** The service remembers the transport of the sign-in. @throws ProblemError such as `second-factor-invalid`; never retried */
  signInWithCode(code: SignInCode, signal?: AbortSignal): Promise<User> {
    return this.#signInBy('login/second-factor', code, signal);
  }

  #signInBy(action: string, body: object, signal?: AbortSignal): Promise<User> {
    const signingIn = this.#exclusively(async () => {
      const response = await orThrow(await this.fetch(this.#request(action, body, signal)));
      const signedIn = await this.#signedIn(response);
      await this.transport.store(signedIn);
      this.#changeAccount();
      return signedIn.user;
    });
    return abortable(signingIn, signal);
  }

  /** Ends the session. If that fails, the client is still signed in. @throws ProblemError */
  signOut(signal?: AbortSignal): Promise<void> {
    const signingOut = this.#exclusively(async () => {
      const refreshToken = await this.transport.refreshToken();
      if ((await this.transport.current()) !== undefined) {
        const response = await this.fetch(this.#request('logout', { refreshToken }, signal));
        // 401: the session has ended already.
        if (response.status !== 401) await orThrow(response);
      }
      await this.#clear();
    });
    return abortable(signingOut, signal);
  }

  /**
   * Proves again who the user is. From then on, requests have an access token that says so. Holds the lock, so that no
   * refresh replaces that token by one from before.
   * @throws ProblemError such as `invalid-credentials`; never retried
   */
  confirm(proof: Proof, signal?: AbortSignal): Promise<void> {
    const confirming = this.#exclusively(async () => {
      const request = this.#request('confirm', proof, signal);
      const response = await orThrow(await this.#send(request, (used) => this.#renewAlone(used, false)));
      const { accessToken } = (await response.json()) as { accessToken?: string };
      await this.transport.replaceAccess(accessToken);
    });
    return abortable(confirming, signal);
  }

  /** Sends a request, and again with new tokens if its own have expired: never with those of a later sign-in. */
  send: Send = async (request) => {
    const account = this.#accounts;
    const isOwn = !request.headers.has('Authorization');
    const response = await this.#send(request, (used) => this.#renew(used));
    if (isOwn && response.ok && replacing.test(request.url)) await this.#replaceAccess(response, account);
    return response;
  };

  async #send(request: Request, renew: (expired: Authentication) => Promise<void>): Promise<Response> {
    const { headers, signal } = request;
    if (headers.has('Authorization')) return this.#repeating(request);
    const account = this.#accounts;
    for (let round = 1; ; round += 1) {
      const used = await this.transport.current();
      if (typeof used === 'string') headers.set('Authorization', `Bearer ${used}`);
      else headers.delete('Authorization');
      const response = await this.#repeating(request);
      if (response.status !== 401 || used === undefined) return response;
      const problem = await problemIn(response);
      if (problem?.code === 'token-expired' && round < 3) {
        await abortable(renew(used), signal);
        if (account === this.#accounts && !isStreamed(request)) continue;
      }
      if (endedCodes.includes(problem?.code)) await this.#ended(used, problem as Problem);
      return response;
    }
  }

  #renew(expired: Authentication): Promise<void> {
    this.#renewal ??= this.#exclusively((waited) => this.#renewAlone(expired, waited)).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** @param waited whether another tab has just held the lock */
  async #renewAlone(expired: Authentication, waited: boolean): Promise<void> {
    const { transport } = this;
    if ((await transport.current()) !== expired) return;
    const refreshToken = await transport.refreshToken();
    // The other tab has renewed the cookies. If it has failed, the next attempt comes back here.
    if (waited && refreshToken === undefined) return transport.clear();
    // The service accepts a refresh token again after a failure, so a refresh can be repeated like a GET.
    const repeating = retrying(this.fetch, this.options, () => true, timeoutMs);
    const response = await repeating(this.#request('refresh', { refreshToken }));
    if (response.ok) return transport.store(await this.#signedIn(response), refreshToken);
    const problem = await problemIn(response);
    // Another process has a newer token, which the next attempt uses.
    if (problem?.code === 'refresh-superseded') return;
    if (response.status === 401 && problem !== undefined) await this.#ended(expired, problem);
    throw new ProblemError(response, problem);
  }

  async #replaceAccess(response: Response, account: number): Promise<void> {
    const read: Promise<unknown> = response.clone().json();
    const { accessToken } = (await read.catch(() => ({}))) as Partial<SignedIn>;
    // A refresh that is under way could store an older one.
    await this.#exclusively(async () => {
      if (account === this.#accounts) await this.transport.replaceAccess(accessToken);
    });
  }

  /** Removes the tokens of an ended session, unless others have replaced them. */
  async #ended(used: Authentication, problem: Problem): Promise<void> {
    if ((await this.transport.current()) !== used) return;
    await this.#clear();
    this.options.onSessionEnd?.(problem);
  }

  async #clear(): Promise<void> {
    await this.transport.clear();
    this.#changeAccount();
  }

  #changeAccount(): void {
    this.#accounts += 1;
    this.forget();
  }

  /** Reads the body of a sign-in or refresh. @throws Error if it is not that of the service, such as a page of a proxy */
  async #signedIn(response: Response): Promise<SignedIn> {
    const read: Promise<unknown> = response.json();
    const body = (await read.catch(() => undefined)) as Partial<SignedIn> | undefined;
    const hasTokens = this.transport.name === 'cookie' || (body?.accessToken && body.refreshToken);
    if (!body?.user || !hasTokens)
      throw new Error(`The response of ${response.url} has no tokens or no account`);
    return body as SignedIn;
  }

  #request(action: string, body: object, signal?: AbortSignal): Request {
    const timeout = AbortSignal.timeout(timeoutMs);
    return new Request(`${this.baseUrl}${authPath}/${action}`, {
      method: 'POST',
      credentials: this.transport.credentials,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  }
}
