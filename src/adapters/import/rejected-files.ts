import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Place, RejectedRow, RowFrame } from '../../core/import/import-row.js';
import { reasonOf } from '../../core/import/rejections.js';
import { fileReaders } from './files/file-format.js';
import { InputError } from './files/input-error.js';

interface RejectedFile {
  readonly path: string;
  /** That of the rows; undefined: there is none yet. */
  around?: RowFrame;
}

const maxExamples = 3;

/** Writes rejected rows, each with its reason, as files that can be imported again. */
export class RejectedFiles {
  readonly #files = new Map<string, RejectedFile>();
  /** Lower case: some file systems do not distinguish it. */
  readonly #names = new Set<string>();
  /** Number of rows. */
  written = 0;
  /** Rows that are not written, because their readers could not keep them: the number, and the first ones. */
  readonly lost = { count: 0, places: [] as Place[] };

  /**
   * @param path of the file, which is overwritten, or of the folder, which must be empty or not exist
   * @param endings that the file may have; undefined: a folder
   * @throws InputError
   */
  constructor(
    readonly path: string,
    private readonly endings: readonly string[] | undefined,
  ) {
    if (endings === undefined) this.#createFolder();
    else {
      const ending = extname(path).slice(1).toLowerCase();
      if (Object.hasOwn(fileReaders, ending) && !endings.includes(ending))
        throw new InputError(
          path,
          `rejected rows have the format of the file: use a name with .${endings[0]}`,
        );
      writeFileSync(path, '');
    }
  }

  add(rows: readonly RejectedRow[]): void {
    const texts = new Map<RejectedFile, string[]>();
    for (const row of rows) {
      const { place, origin } = row;
      if (origin === undefined) {
        this.lost.count += 1;
        if (this.lost.places.length < maxExamples) this.lost.places.push(place);
        continue;
      }
      this.written += 1;
      const file = this.#fileOf(place.file);
      const parts = texts.get(file) ?? [];
      parts.push(
        file.around === undefined ? origin.around.before : origin.around.between,
        origin.textWith(reasonOf(row)),
      );
      file.around ??= origin.around;
      texts.set(file, parts);
    }
    for (const [{ path }, parts] of texts) appendFileSync(path, parts.join(''));
  }

  /** Completes the files. */
  close(): void {
    for (const { path, around } of this.#files.values())
      if (around !== undefined) appendFileSync(path, around.after);
  }

  #createFolder(): void {
    mkdirSync(this.path, { recursive: true });
    if (readdirSync(this.path).length > 0)
      throw new InputError(this.path, 'the folder for rejected rows is not empty');
  }

  #fileOf(input: string): RejectedFile {
    const known = this.#files.get(input);
    if (known !== undefined) return known;
    const file = { path: this.endings === undefined ? join(this.path, this.#nameFor(input)) : this.path };
    this.#files.set(input, file);
    return file;
  }

  /** The name of the input, unpacked; archives may have files of the same name. */
  #nameFor(input: string): string {
    const name = basename(input)
      .replace(/\.gz$/i, '')
      .replace(/\.xlsx$/i, '.csv');
    const [stem = '', ...endings] = name.split('.');
    for (let i = 1; ; i += 1) {
      const free = i === 1 ? name : [`${stem}-${i}`, ...endings].join('.');
      if (this.#names.has(free.toLowerCase())) continue;
      this.#names.add(free.toLowerCase());
      return free;
    }
  }
}
