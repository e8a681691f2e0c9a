import type { CatalogueImport } from '../../../core/import/catalogue-import.js';
import {
  type Place,
  type ReadRow,
  type RejectedRow,
  type RowOrigin,
  withViolations,
} from '../../../core/import/import-row.js';
import type { FileReader } from '../files/file-format.js';
import type { OpenedFile } from '../files/input-file.js';
import type { Source } from '../files/lines.js';
import type { ReadOptions } from '../files/read-options.js';
import type { FurtherNames, ImportableKind, MappingReport } from '../import-source.js';
import type { CompanionRows } from './companion.js';
import type { FileMapping } from './file-mapping.js';
import type { RowType } from './kind-of-row.js';
import type { FileSample } from './mapping-options.js';
import type { ValueContext } from './values.js';

type Rows = readonly (ReadRow | RejectedRow)[];

/** A file whose content can be read, from the beginning each time. */
export interface ReadableFile {
  readonly path: string;
  readonly file: OpenedFile;
  readonly content: Source;
  readonly reader: FileReader;
  readonly options: ReadOptions;
}

/** The origin of a row whose fields were mapped. */
const originFor = (origin: RowOrigin, columnOf: (field: string) => string): RowOrigin => ({
  columnOf: (field) => origin.columnOf(columnOf(field)),
  textWith: (reason) => origin.textWith(reason),
  around: origin.around,
});

/** Rows of the report. */
const maxExamples = 3;

/** A file, and how its rows are mapped. It is read once for each kind that it has. */
export class MappedFile implements MappingReport {
  #passes = 0;
  #isReading = false;
  #place: Place = { file: '', line: 0 };
  #furtherNames: FurtherNames | undefined;
  readonly #context: ValueContext;

  constructor(
    private readonly readable: ReadableFile,
    readonly mapping: FileMapping,
    private readonly sample: FileSample,
    private readonly companion: CompanionRows | undefined,
    filmUris: Map<string, string>,
  ) {
    const onFurtherNames = (names: readonly string[]) => {
      const { count, example } = this.#furtherNames ?? { count: 0, example: { names, place: this.#place } };
      this.#furtherNames = { count: count + 1, example };
    };
    this.#context = { filmUris, onFurtherNames };
  }

  /** Paths: the file, and the one that was read beside it. */
  get files(): readonly string[] {
    return [this.file, ...(this.companion === undefined ? [] : [this.companion.file])];
  }

  get file(): string {
    return this.readable.path;
  }

  get reader(): FileReader {
    return this.readable.reader;
  }

  get source(): string | undefined {
    return this.mapping.source?.name;
  }

  get notStored(): string | undefined {
    return this.withoutPlace.length > 0 ? this.mapping.source?.notStored : undefined;
  }

  get columns() {
    return this.mapping.columns;
  }

  get withoutPlace(): readonly string[] {
    return this.mapping.withoutPlace;
  }

  get furtherNames(): FurtherNames | undefined {
    return this.#furtherNames;
  }

  get firstRows() {
    const { kinds, source } = this.mapping;
    const context = { filmUris: new Map(), onFurtherNames: () => {} };
    return kinds.flatMap((kind) => {
      const map = this.mapping.mapperFor(kind);
      const rows = this.sample.rows.filter((row) => this.#kindOf(row) === kind.plural);
      return rows.slice(0, maxExamples).map((row) => ({
        plural: kind.plural,
        fields: kind.normalized(map(this.#complete(row), context), source?.genres),
      }));
    });
  }

  /** Bytes to read. */
  get totalBytes(): number {
    return this.readable.file.size * this.mapping.kinds.length;
  }

  get consumed(): number {
    const { size, consumed } = this.readable.file;
    return this.#passes * size + (this.#isReading ? consumed : 0);
  }

  /** Imports the rows of a kind. */
  async importInto(into: CatalogueImport, kind: ImportableKind, signal: AbortSignal): Promise<void> {
    this.#isReading = true;
    await kind.import(into, this.#rowsOf(kind, into), signal, this.mapping.source?.genres);
    this.#isReading = false;
    this.#passes += 1;
  }

  async *#rowsOf(kind: ImportableKind, into: CatalogueImport): AsyncGenerator<Rows> {
    const { reader, content, options } = this.readable;
    if (this.mapping.isDirect) {
      yield* reader.read(content, kind.columns, options);
      return;
    }
    const isFirst = kind === this.mapping.kinds[0];
    const map = this.mapping.mapperFor(kind);
    const columnOf = (field: string) => this.mapping.columnOf(kind, field);
    for await (const rows of reader.readRaw(content, options)) {
      const mapped = rows.flatMap((row): Rows => {
        if ('violations' in row) return isFirst ? [row] : [];
        const type = this.mapping.typeOf?.(row.fields);
        if (this.mapping.typeOf !== undefined && type?.kind !== kind.plural)
          return isFirst ? this.#withoutKind(row, type, into) : [];
        this.#place = row.place;
        const fields = map(this.#complete(row.fields), this.#context);
        return [{ ...row, fields, origin: row.origin && originFor(row.origin, columnOf) }];
      });
      if (mapped.length > 0) yield mapped;
    }
  }

  #complete(row: ReadRow['fields']): ReadRow['fields'] {
    return this.companion?.complete(row) ?? row;
  }

  #kindOf(row: ReadRow['fields']): string | undefined {
    const { typeOf, kinds } = this.mapping;
    return typeOf === undefined ? kinds[0]?.plural : typeOf(row)?.kind;
  }

  /** Rejects a row without a type, and counts one whose type is not imported. */
  #withoutKind(row: ReadRow, type: RowType | undefined, into: CatalogueImport): readonly RejectedRow[] {
    if (type === undefined)
      return [
        withViolations(row, [{ pointer: '', message: 'the row does not say its type', code: 'no-type' }]),
      ];
    if (!this.mapping.kinds.some(({ plural }) => plural === type.kind)) into.leftOut.addType(type.label);
    return [];
  }
}
