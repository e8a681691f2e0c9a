import type Joi from 'joi';
import { named, storedItem } from '../schemas.js';

/** `movie` → `Movie`: the name of the kind's schema. */
export const componentOf = ({ name }: { readonly name: string }) =>
  name.charAt(0).toUpperCase() + name.slice(1);

/** An item of a kind in responses: its fields, and those that the service adds. */
export const itemSchema = (kind: { readonly name: string }, body: Joi.ObjectSchema) =>
  named(componentOf(kind), storedItem(body));
