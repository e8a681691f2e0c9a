import type { Field } from './fields.js';
import { type Kind, type OpenApi, responseFields } from './kinds.js';

/** The counts of a kind by year, as the document describes them. */
export interface YearCounting {
  readonly path: string;
  /** The field with the year: `releaseYear`. */
  readonly field: string;
  /** The filters that can be combined with it, each of one value. */
  readonly filters: readonly Field[];
}

/** Returns how a kind can be counted by year; undefined: it cannot. */
export const yearCountingOf = (document: OpenApi, kind: Kind): YearCounting | undefined => {
  const path = `${kind.path}/years`;
  const described = responseFields(document, path);
  const field = described?.items.find(({ name }) => name !== 'count')?.name;
  return described && field ? { path, field, filters: described.parameters } : undefined;
};

export interface YearCount {
  readonly year: number | null;
  readonly count: number;
}

/** Years that are counted together. Without `from`: all that are earlier. */
export interface Period {
  readonly from: number | undefined;
  readonly to: number;
  readonly count: number;
}

/** The maximum number of columns: on a telephone, each is wide enough for a finger. */
export const maxPeriods = 14;

/** Returns the years as columns, in their order and without gaps: single years, or decades if there are too many years. */
export const periodsOf = (counts: readonly YearCount[]): Period[] => {
  const known = counts.filter((one): one is { year: number; count: number } => one.year !== null);
  if (known.length === 0) return [];
  const years = known.map(({ year }) => year);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const length = last - first < maxPeriods ? 1 : 10;
  const begin = (year: number) => year - (year % length);
  const amount = (begin(last) - begin(first)) / length + 1;
  const start = amount > maxPeriods ? begin(last) - (maxPeriods - 1) * length : begin(first);
  const sum = (from: number, to: number) =>
    known.reduce((total, { year, count }) => (year >= from && year <= to ? total + count : total), 0);
  return Array.from({ length: Math.min(amount, maxPeriods) }, (_, index) => {
    const from = start + index * length;
    const to = from + length - 1;
    const isFirstOfMore = index === 0 && amount > maxPeriods;
    return { from: isFirstOfMore ? undefined : from, to, count: sum(isFirstOfMore ? first : from, to) };
  });
};
