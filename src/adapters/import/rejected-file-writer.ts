import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Place, RejectedRow } from '../../core/import/import-row.js';
import { fileReaders } from './files/file-format.js';
import { InputError } from './files/input-error.js';
import { rejectedName, rejectedTexts } from './rejected-texts.js';

/** A file that is being written. */
interface OpenFile {
  readonly path: string;
  /** The text to append when the file is closed, such as the end of a JSON list. */
  after: string;
}

const maxExamples = 3;

/** @throws InputError that names the path, for example if the disk is full */
const write = (path: string, work: () => void): void => {
  try {
    work();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const { message } = cause as Error;
    throw new InputError(path, `rejected rows cannot be written: ${message}`, undefined, { cause });
  }
};

/** Writes rejected rows, each with its reason, as files that can be imported again. */
export class RejectedFileWriter {
  readonly #files = new Map<string, OpenFile>();
  readonly #names = new Set<string>();
  /** Number of rows that were written. */
  written = 0;
  /** Rows that are not written, because their readers could not keep them: the number, and the first ones. */
  readonly lost = { count: 0, places: [] as Place[] };

  /**
   * @param path of the file, which is overwritten, or of the folder, which must be empty or not exist
   * @param extensions that the file may have; undefined: `path` is a folder
   * @throws InputError
   */
  constructor(
    readonly path: string,
    private readonly extensions: readonly string[] | undefined,
  ) {
    if (extensions === undefined) write(path, () => this.#createFolder());
    else {
      const extension = extname(path).slice(1).toLowerCase();
      if (Object.hasOwn(fileReaders, extension) && !extensions.includes(extension))
        throw new InputError(
          path,
          `rejected rows have the format of the file: use a name with .${extensions[0]}`,
        );
      write(path, () => writeFileSync(path, ''));
    }
  }

  /** @throws InputError if a file cannot be written */
  add(rows: readonly RejectedRow[]): void {
    const { texts, lost } = rejectedTexts(rows, (input) => this.#files.has(input));
    this.lost.count += lost.length;
    this.lost.places.push(...lost.slice(0, maxExamples - this.lost.places.length).map(({ place }) => place));
    for (const [input, { rows, text, after }] of texts) {
      const file = this.#fileOf(input);
      file.after = after;
      write(file.path, () => appendFileSync(file.path, text));
      this.written += rows;
    }
  }

  /** Completes the files. @throws InputError */
  close(): void {
    for (const { path, after } of this.#files.values()) write(path, () => appendFileSync(path, after));
  }

  #createFolder(): void {
    mkdirSync(this.path, { recursive: true });
    if (readdirSync(this.path).length > 0)
      throw new InputError(this.path, 'the folder for rejected rows is not empty');
  }

  #fileOf(input: string): OpenFile {
    const known = this.#files.get(input);
    if (known !== undefined) return known;
    let path = this.path;
    if (this.extensions === undefined) {
      const name = rejectedName(input, [...this.#names]);
      this.#names.add(name);
      path = join(this.path, name);
    }
    const file = { path, after: '' };
    this.#files.set(input, file);
    return file;
  }
}
