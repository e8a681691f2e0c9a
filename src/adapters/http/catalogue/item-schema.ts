import type Joi from 'joi';
import type { Kind } from '../../../core/catalogue/kind.js';
import { named, storedItem } from '../schemas.js';

/** `movie` → `Movie`: the name of the kind's schema. */
export const componentOf = ({ name }: { readonly name: string }) =>
  name.charAt(0).toUpperCase() + name.slice(1);

/** What goes out of a kind: its fields, and what the service adds. */
export const itemSchema = <Draft extends object>(kind: Kind<Draft>, body: Joi.ObjectSchema<Draft>) =>
  named(componentOf(kind), storedItem(body));
