import type { Place } from './import-row.js';
import { shortened } from './row-fields.js';

/** A value that a lenient import left out. */
export interface LeftOutValue {
  readonly field: string;
  /** The name of the column in the file. Undefined: the name of the field. */
  readonly column?: string | undefined;
  /** The value in the file. */
  readonly value: unknown;
  readonly place: Place;
}

/** The values that were left out, of one field and one name of its column. */
export interface LeftOutField {
  readonly plural: string;
  readonly field: string;
  readonly column?: string | undefined;
  readonly count: number;
  /** The first ones. */
  readonly examples: readonly LeftOutValue[];
}

/** Maximum examples of a field. */
const maxExamples = 3;
/** Maximum number of different labels that are counted, and of different types. */
const maxLabels = 1_000;

const addTo = (counts: Map<string, number>, text: string): void => {
  const name = shortened(text);
  if (counts.has(name) || counts.size < maxLabels) counts.set(name, (counts.get(name) ?? 0) + 1);
};

/** Counts what an import left out: values of imported rows, and rows of other types. Uses limited memory. */
export class LeftOut {
  readonly #fields = new Map<string, LeftOutField>();
  readonly #labels = new Map<string, number>();
  readonly #types = new Map<string, number>();

  /** Labels in columns of genres that are not genres, each with the number of titles that have it. */
  get labels(): ReadonlyMap<string, number> {
    return this.#labels;
  }

  /** The types of rows that are not of any kind, each with the number of rows. */
  get types(): ReadonlyMap<string, number> {
    return this.#types;
  }

  get fields(): readonly LeftOutField[] {
    return [...this.#fields.values()];
  }

  addLabel(label: string): void {
    addTo(this.#labels, label);
  }

  /** A row that is not imported because of its type, such as a game. */
  addType(type: string): void {
    addTo(this.#types, type);
  }

  add(plural: string, values: readonly LeftOutValue[]): void {
    for (const value of values) {
      const { field, column } = value;
      const key = [plural, field, column].join('/');
      const { count, examples } = this.#fields.get(key) ?? { count: 0, examples: [] };
      const shown = examples.length < maxExamples ? [...examples, value] : examples;
      this.#fields.set(key, { plural, field, column, count: count + 1, examples: shown });
    }
  }
}
