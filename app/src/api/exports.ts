import { type ListQuery, nearestSupported } from './combinations.js';
import type { Field } from './fields.js';
import { type Kind, type OpenApi, parameterFields } from './kinds.js';

/** The export of a kind, as the document describes it. */
export interface Export {
  readonly path: string;
  /** Its formats. */
  readonly formats: readonly string[];
  /** The parameters that only CSV has. */
  readonly options: readonly Field[];
  /** The filters of the list that the export supports as well. */
  readonly filters: readonly string[];
}

/** Returns the export of a kind; undefined: it has none. */
export const exportOf = (document: OpenApi, { path, parameters }: Kind): Export | undefined => {
  const exportPath = `${path}/export`;
  const fields = parameterFields(document, exportPath);
  const formats = fields?.find(({ name }) => name === 'format')?.options;
  if (fields === undefined || formats === undefined) return undefined;
  const isOfList = ({ name }: Field) => parameters.some((one) => one.name === name);
  return {
    path: exportPath,
    // Most people want a spreadsheet.
    formats: [...formats].sort(),
    options: fields.filter((field) => field.name !== 'format' && !isOfList(field)),
    filters: fields.filter((field) => isOfList(field) && field.name !== 'sort').map(({ name }) => name),
  };
};

/** Returns the query that a list and its export both support, and the filters that it does not have. */
export const exportedQuery = (
  kind: Kind,
  { filters }: Export,
  query: ListQuery,
): { readonly query: ListQuery; readonly leftOut: readonly string[] } => {
  const supported = Object.fromEntries(
    Object.entries(query.filters).filter(([name]) => filters.includes(name)),
  );
  const isWhole = Object.keys(supported).length === Object.keys(query.filters).length;
  const wanted = { ...query, filters: supported };
  // Without the search, its filters may need another sort, or cannot be combined.
  const [last] = Object.keys(supported).reverse();
  const nearest = isWhole ? wanted : nearestSupported(kind, wanted, last);
  return { query: nearest, leftOut: Object.keys(query.filters).filter((name) => !(name in nearest.filters)) };
};

/** The URL of an exported file. @param options the format, and the options of this format */
export const exportAddress = (
  { path }: Export,
  { sort, filters }: ListQuery,
  options: Readonly<Record<string, unknown>>,
): string => {
  const given = Object.entries({ ...options, ...filters, sort });
  const texts = given.map(([name, value]): [string, string] => [name, [value].flat().join(',')]);
  return `${path}?${new URLSearchParams(texts)}`;
};
