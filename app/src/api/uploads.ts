/** An upload in progress, or one that has failed. */
export interface Upload {
  readonly file: File;
  /** Bytes. */
  readonly sent: number;
  readonly isSending: boolean;
  /** Why it failed. The user can send it again. */
  readonly error?: unknown;
}

export interface SendOptions {
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
}

/** Sends the file of an import. @throws ProblemError, TypeError if there is no response */
export type SendFile = (id: number, file: File, options: SendOptions) => Promise<unknown>;

/**
 * The uploads of this tab by the id of their import. They continue while other views are shown, and their files are
 * kept, so that one can be sent again, or with other options. A reload forgets them.
 */
export class Uploads {
  readonly #all = new Map<number, Upload>();
  readonly #files = new Map<number, File>();
  readonly #aborts = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly send: SendFile,
    /** Called when the number of uploads changes. */
    private readonly onSending: (count: number) => void = () => {},
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The upload, until it has succeeded. */
  get(id: number): Upload | undefined {
    return this.#all.get(id);
  }

  /** The file that was chosen for an import in this tab. */
  fileOf(id: number): File | undefined {
    return this.#files.get(id);
  }

  /** Sends a file, and aborts an earlier upload of the same import. Never rejects: `get` returns the error. */
  async start(id: number, file: File): Promise<void> {
    this.stop(id);
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    this.#files.set(id, file);
    const set = (upload: Upload) => {
      if (this.#aborts.get(id) === abort) this.#set(id, upload);
    };
    set({ file, sent: 0, isSending: true });
    try {
      await this.send(id, file, {
        onProgress: (sent) => set({ file, sent, isSending: true }),
        signal: abort.signal,
      });
      if (this.#aborts.get(id) === abort) this.stop(id);
    } catch (error) {
      set({ file, sent: 0, isSending: false, error });
    }
  }

  /** Aborts an upload, or forgets that it failed. */
  stop(id: number): void {
    const abort = this.#aborts.get(id);
    this.#aborts.delete(id);
    abort?.abort();
    this.#set(id, undefined);
  }

  #set(id: number, upload: Upload | undefined): void {
    if (upload === undefined) this.#all.delete(id);
    else this.#all.set(id, upload);
    this.onSending([...this.#all.values()].filter(({ isSending }) => isSending).length);
    for (const listener of this.#listeners) listener();
  }
}
