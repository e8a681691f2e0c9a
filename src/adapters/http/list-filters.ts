import Joi from 'joi';
import { type EqualityFilter, maxIds, type Value } from '../../core/shared/page.js';
import { normalizeText, storedForms } from '../../core/shared/text.js';
import { listOf, maxId, withoutDefault } from './schemas.js';
import { idByName, inQuery } from './text-schemas.js';

/** Returns the schema of a field as an optional query parameter without a default. */
export const parameterSchema = (body: Joi.ObjectSchema, field: string) =>
  inQuery(withoutDefault((body.extract(field) as Joi.AnySchema).invalid(null).optional()));

const idList = new RegExp(`^[1-9][0-9]{0,9}(,[1-9][0-9]{0,9}){0,${maxIds - 1}}$`);

/** Returns the schema of a filter's parameter. @param body the schema of the items' fields */
export const filterSchema = (body: Joi.ObjectSchema, filter: EqualityFilter): Joi.Schema => {
  const { field, isArray, isBoth, isMap, isOneOf, missing } = filter;
  if (isMap) return idByName();
  if (missing) return Joi.string().valid(...Object.keys(missing));
  if (isOneOf) return Joi.string().pattern(idList, `list of at most ${maxIds} ids`);
  if (!isArray) return parameterSchema(body, field);
  const names = body.extract(field).describe().items[0].allow as string[];
  if (!isBoth) return listOf(names, field);
  const one = names.join('|');
  return Joi.string().pattern(
    new RegExp(`^(?:${one}),(?:${one})$`),
    `pair of ${field}, such as ${names[0]},${names[1]}`,
  );
};

/** Returns a sentence for the description of a filter's parameter. */
export const filterNote = ({ field, isArray, isBoth, isMap, isOneOf, missing }: EqualityFilter): string => {
  if (missing) return 'Only items without a value in this field.';
  if (isOneOf)
    return `Only items with these ids, separated by commas, at most ${maxIds}. Unknown ids are left out.`;
  if (isBoth)
    return `Only items with both of these ${field}, separated by a comma. Name the rarer one first: a page looks at 2,000 items with the first one at most, and can have fewer items than limit, although nextCursor is not null.`;
  if (isArray) return `Only items with any of these ${field}, separated by commas.`;
  return `Only items with this ${isMap ? 'id, such as tmdb:603' : 'value'}.`;
};

/** Returns the values that a filter compares with. */
export const requestedValues = (
  { isArray, isBoth, isMap, isOneOf, hasForms }: EqualityFilter,
  value: Value,
): Value[] => {
  if (isMap) return [normalizeText(String(value))];
  const all = String(value).split(',');
  if (isOneOf) return sortedIds(all).filter((id) => id <= maxId);
  if (isBoth) return all;
  if (isArray) return [...new Set(all)];
  return hasForms ? storedForms(String(value)) : [value];
};

/** Returns the distinct ids, in ascending order. */
export const sortedIds = (ids: readonly string[]): number[] =>
  [...new Set(ids.map(Number))].sort((one, other) => one - other);
