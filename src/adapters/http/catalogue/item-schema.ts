import type Joi from 'joi';
import { named, pascalCase, storedItem } from '../schemas.js';

/** `movie` → `Movie`: the name of the kind's schema, and of one item in operation ids. */
export const componentOf = ({ name }: { readonly name: string }): string => pascalCase(name);

/** `movies` → `Movies`: the name of several items in operation ids. */
export const pluralOf = ({ plural }: { readonly plural: string }): string => pascalCase(plural);

/** The schema of an item in responses: its fields, and those that the service adds. */
export const itemSchema = (kind: { readonly name: string }, body: Joi.ObjectSchema) =>
  named(componentOf(kind), storedItem(body));

/** `author` → `an author` */
export const withArticle = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
