import Joi from 'joi';
import { type EqualityFilter, maxIds, type Value } from '../../core/shared/page.js';
import { normalizeText, storedForms } from '../../core/shared/text.js';
import { allowedValues, exampleOfMember, withExample } from './examples.js';
import { maxId, withoutDefault } from './schemas.js';
import { idByName, inQuery } from './text-schemas.js';

/** Returns the schema of a field as an optional query parameter without a default. */
export const parameterSchema = (body: Joi.ObjectSchema, field: string) =>
  withExample(
    inQuery(withoutDefault((body.extract(field) as Joi.AnySchema).invalid(null).optional())),
    exampleOfMember(body, field),
  );

/** Also accepts ids above the maximum: clients may have them from elsewhere, and unknown ids are left out. */
const anyId = Joi.number().integer().min(1).max(9_999_999_999);

/** Returns the schema of a filter's parameter. @param body the schema of the items' fields */
export const filterSchema = (body: Joi.ObjectSchema, filter: EqualityFilter): Joi.Schema => {
  const { field, isArray, isBoth, isMap, isOneOf, missing } = filter;
  if (isMap) return idByName();
  if (missing) return Joi.string().valid(...Object.keys(missing));
  if (isOneOf) return Joi.array().items(anyId).min(1).max(maxIds).example([17, 42]);
  if (!isArray) return parameterSchema(body, field);
  const [one] = (body.extract(field) as Joi.ArraySchema).$_terms.items as [Joi.Schema];
  const list = Joi.array().items(one);
  return isBoth
    ? list.length(2).example(allowedValues(one).slice(0, 2))
    : list.min(1).example(exampleOfMember(body, field));
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
  { isBoth, isMap, isOneOf, hasForms }: EqualityFilter,
  value: Value | readonly Value[],
): Value[] => {
  if (isMap) return [normalizeText(String(value))];
  const all = [value].flat();
  if (isOneOf) return sortedIds(all).filter((id) => id <= maxId);
  if (isBoth) return all;
  return hasForms ? storedForms(String(value)) : [...new Set(all)];
};

/** Returns the distinct ids, in ascending order. */
export const sortedIds = (ids: readonly Value[]): number[] =>
  [...new Set(ids.map(Number))].sort((one, other) => one - other);
