import { type Problem, ProblemError, problemIn } from './problems.js';
import type { Send } from './retries.js';

/** A version of an item, and the ETag that the service gave it. */
export interface Version {
  readonly etag: string;
  readonly data: unknown;
}

/** 412 `precondition-failed`: someone else has changed or removed the item since it was read. */
export class ConflictError extends ProblemError {
  override name = 'ConflictError';

  constructor(
    response: Response,
    problem: Problem | undefined,
    /** The version that the change was meant for; undefined if this client has not read it, or not lately. */
    readonly expected: Version | undefined,
    /**
     * The version that is stored now; undefined if the item was removed, or could not be read. After a change that was
     * repeated, because its response was lost, it can be the client's own.
     */
    readonly current: Version | undefined,
    /** Whether the item was removed. */
    readonly isRemoved: boolean,
  ) {
    super(response, problem);
  }
}

interface Stored {
  readonly etag: string;
  readonly text: string;
  /** Whether a later read may be answered from it: never for data of an account. */
  readonly isReusable: boolean;
  /** When the read began, or the change ended. */
  readonly at: number;
}

const changing = ['PUT', 'PATCH', 'DELETE'];
/** A form that was opened before its item was read again is sent with the ETag of an older version. */
const versionsPerItem = 3;
/** ETags are small. Without its ETag, a change could overwrite the change of someone else. */
const etagsPerItem = 100;

const version = ({ etag, text }: Stored): Version => ({ etag, data: JSON.parse(text) });

/** Proxies that compress make strong ETags weak, which If-Match never matches. An ETag of the service is a version. */
const strong = (etags: string) => etags.replace(/W\/(?=")/g, '');

/** A map that keeps the entries that were used last. */
class Recent<T> {
  readonly #entries = new Map<string, T>();

  constructor(private readonly max: number) {}

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const [oldest = ''] = this.#entries.keys();
    if (this.#entries.size > this.max) this.#entries.delete(oldest);
  }

  delete = (key: string) => this.#entries.delete(key);
  clear = () => this.#entries.clear();
}

/** Remembers the items that were read, created or changed last, with their ETags. */
export class Versions {
  /** The versions of each item, the newest first. */
  readonly #stored: Recent<readonly Stored[]>;
  readonly #etags: Recent<string>;
  #clock = 0;
  #forgottenAt = 0;

  /** @param maxItems the number of items to remember. @param baseUrl without a slash at its end */
  constructor(
    maxItems: number,
    private readonly baseUrl: string,
  ) {
    this.#stored = new Recent(maxItems);
    this.#etags = new Recent(maxItems * etagsPerItem);
  }

  /** Also forgets the responses that are still under way. */
  forget = (): void => {
    this.#stored.clear();
    this.#etags.clear();
    this.#clock += 1;
    this.#forgottenAt = this.#clock;
  };

  /**
   * Sends a request with the remembered ETag of its URL, unless it has its own: as If-None-Match to read only what has
   * changed, as If-Match to change only what was read or created.
   * @throws ConflictError
   */
  sending =
    (send: Send): Send =>
    async (request) => {
      const { method, headers } = request;
      const own = new Headers(headers);
      // What a caller's own Authorization reads can belong to another account.
      const keyOf = (url: string) => `${own.get('Authorization') ?? ''} ${url}`;
      const key = keyOf(request.url);
      const isRead = method === 'GET';
      const isChange = changing.includes(method);
      const [known] = this.#stored.get(key) ?? [];
      const etag = this.#etags.get(key);
      const isReuse = isRead && known?.isReusable && !headers.has('If-None-Match');
      if (isReuse) headers.set('If-None-Match', known.etag);
      const condition = headers.get('If-Match') ?? etag;
      if (isChange && condition) headers.set('If-Match', strong(condition));
      this.#clock += 1;
      const began = this.#clock;
      const response = await send(request);
      if (isReuse && response.status === 304) return repeated(response, known);
      if (isChange && response.status === 412) return this.#conflict(send, request, response, own, key);
      if (response.status === 404 || (method === 'DELETE' && response.ok)) this.#remove(key);
      if ((isRead || isChange) && response.ok) await this.#remember(key, response, began, isChange);
      const location = method === 'POST' && response.status === 201 && response.headers.get('Location');
      const created = location && keyOf(this.#urlOf(location, request.url));
      // A repeated POST can return a version that is older than the remembered one.
      if (created && !this.#etags.get(created)) await this.#remember(created, response, began, true);
      return response;
    };

  /** @param own the headers of the caller */
  async #conflict(send: Send, request: Request, response: Response, own: Headers, key: string) {
    const problem = await problemIn(response);
    if (problem?.code !== 'precondition-failed') return response;
    const { url, headers, credentials, signal } = request;
    const expected = this.#stored.get(key)?.find(({ etag }) => etag === headers.get('If-Match'));
    for (const name of ['If-Match', 'Content-Type']) own.delete(name);
    this.#clock += 1;
    const began = this.#clock;
    // The change has failed for sure, whatever happens to this read.
    const now = await send(new Request(url, { credentials, signal, headers: own })).catch(() => undefined);
    signal.throwIfAborted();
    const isRemoved = now?.status === 404;
    if (isRemoved) this.#remove(key);
    const current = now?.ok ? await this.#remember(key, now, began) : undefined;
    throw new ConflictError(
      response,
      problem,
      expected && version(expected),
      current && version(current),
      isRemoved,
    );
  }

  /** The URL of a Location, with the path of `baseUrl`, which the service does not know. */
  #urlOf(location: string, url: string) {
    return new URL(this.baseUrl + new URL(location, url).pathname, url).href;
  }

  #remove(key: string) {
    this.#stored.delete(key);
    this.#etags.delete(key);
  }

  /** @param began when the request did. A read that began before the newest version was read or made can be older. */
  async #remember(
    key: string,
    response: Response,
    began: number,
    isChange = false,
  ): Promise<Stored | undefined> {
    const etag = strong(response.headers.get('ETag') ?? '');
    if (etag === '') return undefined;
    const isReusable = !/no-store/.test(response.headers.get('Cache-Control') ?? '');
    const text = await response.clone().text();
    this.#clock += 1;
    const stored = { etag, text, isReusable, at: isChange ? this.#clock : began };
    if (began < this.#forgottenAt) return stored;
    const others = (this.#stored.get(key) ?? []).filter((other) => other.etag !== etag);
    const all = [stored, ...others].sort((one, other) => other.at - one.at).slice(0, versionsPerItem);
    this.#stored.set(key, all);
    this.#etags.set(key, all[0]?.etag ?? etag);
    return stored;
  }
}

/** The remembered response in place of a 304, with the other headers of that. */
const repeated = (notModified: Response, { text }: Stored): Response => {
  const headers = new Headers(notModified.headers);
  headers.set('Content-Type', 'application/json');
  headers.delete('Content-Length');
  return new Response(text, { headers });
};
