import Joi from 'joi';
import { exampleOf } from './examples.js';
import type { Components, Json } from './openapi-schemas.js';
import type { AnyRoute, RequestHeader } from './route.js';
import type { Member } from './shape.js';

const noCache: Readonly<Record<string, RequestHeader>> = {
  'Cache-Control': {
    description: 'no-cache: read from the database instead of the cache.',
    example: 'no-cache',
  },
};

/** The parameters of a route: in its path, in the query, and its headers. */
export const parametersOf = (
  { input: { params, query, headers = {} }, dependsOn }: AnyRoute,
  components: Components,
): Json[] => {
  const from = (place: 'path' | 'query', schema: Joi.ObjectSchema = Joi.object({})) =>
    (schema.$_terms.keys as readonly Member[]).map(({ key, schema: member }) => {
      const { description, ...rest } = components.reference(member, 'parameters');
      return {
        name: key,
        in: place,
        required: member.$_getFlag('presence') === 'required',
        ...(description !== undefined && { description }),
        // Separated by commas. Without this, clients would repeat the parameter, which makes long URLs.
        ...(rest.type === 'array' && { style: 'form', explode: false }),
        schema: rest,
        example: exampleOf(member),
      };
    });
  return [
    ...from('path', params),
    ...from('query', query),
    ...Object.entries({ ...headers, ...(dependsOn && noCache) }).map(
      ([name, { description, pattern, example }]) => ({
        name,
        in: 'header',
        required: false,
        description,
        schema: { type: 'string', ...(pattern && { pattern: pattern.source }) },
        example,
      }),
    ),
  ];
};
