import { columnNamed } from '../../../core/catalogue/columns.js';
import { readOnlyFields } from '../../../core/import/row-fields.js';
import type { ImportableKind } from '../import-source.js';
import { ColumnNames } from './column-names.js';
import type { FieldSource, KindRule, KnownSource, SourceTable } from './known-source.js';
import type { FileSample, MappingOptions } from './mapping-options.js';
import { matchingField } from './matching-field.js';
import { columnsByOptions, kindRulesOf } from './own-columns.js';
import { kindsOf, recognize } from './recognize.js';
import type { Target } from './row-mapper.js';

const readOnly = [...readOnlyFields, 'version'];

const columnsOf = ({ from }: Target): readonly string[] => from.flat();

/** Undefined: the file has none of the columns. */
const targetOf = (
  field: string,
  source: FieldSource,
  find: (name: string) => string | undefined,
): Target | undefined => {
  const given = typeof source === 'object' && 'from' in source ? source : { from: [source], by: undefined };
  const from = given.from.map((names) => [names].flat().flatMap((name) => find(name) ?? []));
  return from.some((columns) => columns.length > 0) ? { field, from, by: given.by } : undefined;
};

/** The fields that the columns of a file are read as: by options, by the source of the file, or by their names. */
export class FileColumns {
  /** Undefined: the columns are those of the API, or are not known. */
  readonly source: KnownSource | undefined;
  /** The rules that determine the kind of a row. Empty: all rows are of one kind. */
  readonly rules: readonly KindRule[];
  readonly isIgnored: (name: string) => boolean;
  readonly #targets: readonly Target[];
  /** Columns that neither options nor the source know. */
  readonly #rest: readonly string[];

  constructor(
    sample: FileSample,
    options: MappingOptions,
    private readonly all: readonly ImportableKind[],
    table: SourceTable,
  ) {
    const byOptions = columnsByOptions(sample, options);
    const { others, isIgnored } = byOptions;
    this.isIgnored = isIgnored;
    const ownRules = kindRulesOf(sample, others, all, table);
    const isOwn = others.every(
      (name) => ownRules.some(({ column }) => column === name) || matchingField(name, all) !== undefined,
    );
    const usable = table.sources.filter((one) => all.some(({ plural }) => kindsOf(one).includes(plural)));
    this.source = isOwn ? undefined : recognize(usable, new ColumnNames(sample.allNames), sample.file);

    const found = new ColumnNames(others);
    // Columns of JSON may be absent in the first rows.
    const find = (name: string) => found.find(name) ?? (sample.isTable || isIgnored(name) ? undefined : name);
    const { kind = ownRules, fields = {} } = this.source ?? {};
    this.rules = (typeof kind === 'string' ? [] : kind).map((rule) => ({
      ...rule,
      column: rule.column && (find(rule.column) ?? rule.column),
    }));
    const mapped = byOptions.targets.map(({ field }) => field);
    const ofSource = Object.entries(fields).flatMap(([field, from]) =>
      mapped.includes(field) ? [] : (targetOf(field, from, find) ?? []),
    );
    this.#targets = [...byOptions.targets, ...ofSource];
    const taken = [...this.#targets.flatMap(columnsOf), ...this.rules.flatMap(({ column }) => column ?? [])];
    this.#rest = others.filter((name) => !taken.includes(name));
  }

  /** The kinds of its rows, by their values or by the source; undefined: unknown. */
  get kinds(): readonly string[] | undefined {
    if (this.source !== undefined) return kindsOf(this.source);
    return this.rules.length > 0 ? kindsOf({ kind: this.rules }) : undefined;
  }

  /** Whether the names of lists determine the kinds of their rows. */
  get hasListsOfKinds(): boolean {
    return this.source === undefined && this.rules.some(({ column }) => column === undefined);
  }

  /** How the fields of a kind are read. */
  targetsFor(kind: ImportableKind): readonly Target[] {
    const isField = (field: string) => columnNamed(kind.columns, field) !== undefined;
    // A row of a file with several kinds has empty values in the columns of other kinds.
    const kinds = this.source === undefined && this.rules.length > 0 ? this.all : [kind];
    return [...this.#targets.filter(({ field }) => isField(field)), ...this.#targetsByName(kinds)];
  }

  /** The columns that are not known for any of these kinds. */
  unknownFor(kinds: readonly ImportableKind[]): readonly string[] {
    const known = this.#targetsByName(kinds).flatMap(columnsOf);
    return this.#rest.filter((name) => !known.includes(name));
  }

  /** Maps columns by their names. Of several that mean one field, takes the one with exactly its name, or else the first. */
  #targetsByName(kinds: readonly ImportableKind[]): readonly Target[] {
    const { source } = this;
    const others = new ColumnNames(source?.ignored ?? []);
    const taken = this.#targets.map(({ field }) => field);
    const found = new Map<string, string>();
    for (const name of this.#rest) {
      const field = matchingField(name, kinds);
      const isOther = source !== undefined && (readOnly.includes(field ?? '') || others.find(name));
      if (field === undefined || isOther || taken.includes(field)) continue;
      if (name === field || !found.has(field)) found.set(field, name);
    }
    return [...found].map(([field, name]) => ({ field, from: [[name]] }));
  }
}
