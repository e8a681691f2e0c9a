import type { CatalogueImport } from '../../../core/import/catalogue-import.js';
import {
  type Place,
  type ReadRow,
  type RejectedRow,
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
import { SharedIds } from './shared-ids.js';
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

const noContext = (): ValueContext => ({ filmUris: new Map(), onFurtherNames: () => {} });

/** Rows of each kind that the report shows. */
const maxExamples = 3;

/** A file, and how its rows are mapped. It is read once for each kind that it has. */
export class MappedFile implements MappingReport {
  #passes = 0;
  /** The kinds of the rows that were read. */
  readonly #foundKinds = new Set<string | undefined>();
  #isReading = false;
  #place: Place = { file: '', line: 0 };
  #furtherNames: FurtherNames | undefined;
  #sharedIds: SharedIds | undefined;
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

  /** Reads the file to find the rows that share ids. Must run before rows are mapped. */
  async findSharedIds(): Promise<void> {
    const { sharedIds } = this.mapping.source ?? {};
    if (sharedIds === undefined) return;
    const { reader, content, options } = this.readable;
    const found = new SharedIds(sharedIds);
    const maps = new Map(this.mapping.kinds.map((kind) => [kind.plural, this.mapping.mapperFor(kind)]));
    for await (const rows of reader.readRaw(content, options))
      for (const row of rows) {
        const plural = 'fields' in row ? (this.#kindOf(row) ?? '') : '';
        const map = maps.get(plural);
        if (map !== undefined && 'fields' in row) found.add(plural, map(row.fields, noContext()));
      }
    this.#sharedIds = found;
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
    return this.unmappedColumns.length > 0 ? this.mapping.source?.notStored : undefined;
  }

  get columns() {
    return this.mapping.columns;
  }

  get unmappedColumns(): readonly string[] {
    return this.mapping.unmappedColumns;
  }

  get furtherNames(): FurtherNames | undefined {
    return this.#furtherNames;
  }

  get firstRows() {
    const { kinds, source } = this.mapping;
    return kinds.flatMap((kind) => {
      const map = this.#mapperFor(kind, noContext());
      const rows = this.sample.rows.filter((row) => this.#kindOf(row) === kind.plural);
      return rows.slice(0, maxExamples).map((row) => ({
        plural: kind.plural,
        fields: kind.normalized(map(row.fields), source?.genres),
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
    if (this.#passes === 0 || this.#foundKinds.has(kind.plural)) {
      this.#isReading = true;
      await kind.import(into, this.#rowsOf(kind, into), signal, this.mapping.source?.genres);
      this.#isReading = false;
    }
    this.#passes += 1;
  }

  async *#rowsOf(kind: ImportableKind, into: CatalogueImport): AsyncGenerator<Rows> {
    const { reader, content, options } = this.readable;
    if (this.mapping.isDirect) {
      yield* reader.read(content, kind.columns, options);
      return;
    }
    const isFirst = kind === this.mapping.kinds[0];
    const map = this.#mapperFor(kind, this.#context);
    const { hasListsOfKinds: keepsList } = this.mapping;
    for await (const rows of reader.readRaw(content, { ...options, keepsList })) {
      const mapped = rows.flatMap((row): Rows => {
        if ('violations' in row) return isFirst ? [row] : [];
        const type = this.mapping.typeOf?.(row);
        this.#foundKinds.add(type?.kind);
        if (this.mapping.typeOf !== undefined && type?.kind !== kind.plural)
          return isFirst ? this.#withoutKind(row, type, into) : [];
        this.#place = row.place;
        const fields = map(row.fields);
        const columnOf = (field: string) => {
          const column = this.mapping.columnOf(kind, field, row.fields);
          return row.columnOf?.(column) ?? column;
        };
        return [{ ...row, fields, columnOf }];
      });
      if (mapped.length > 0) yield mapped;
    }
  }

  #mapperFor(kind: ImportableKind, context: ValueContext) {
    const map = this.mapping.mapperFor(kind);
    return (row: ReadRow['fields']): ReadRow['fields'] => {
      const fields = map(this.companion?.complete(row) ?? row, context);
      return this.#sharedIds?.withoutForeign(kind.plural, fields) ?? fields;
    };
  }

  #kindOf(row: FileSample['rows'][number]): string | undefined {
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
