import Joi from 'joi';
import { systemName } from '../../../core/catalogue/columns.js';
import { allIds, hasNoIds, keyFields, maxExternalIds } from '../../../core/catalogue/external-ids.js';
import type { AnyKeys, Keys } from '../../../core/catalogue/keys.js';
import { named, withoutDefault } from '../schemas.js';
import { name } from '../text-schemas.js';

const id = () => name(1, 200);

const sourceId = () =>
  id()
    .example('cinematheque-1962-07')
    .allow(null)
    .default(null)
    .description('The id in a source other than IMDb, by which imports match the item.');

/** In a patch, null removes an id. */
const nullInPatches = (schema: Joi.Schema): Joi.Schema => schema.alter({ patch: (one) => one.allow(null) });

const externalIds = (imdbId: Joi.Schema | undefined) =>
  named(
    'ExternalIds',
    Joi.object(imdbId && { imdb: nullInPatches(withoutDefault(imdbId.invalid(null))) })
      .pattern(systemName, nullInPatches(id()))
      .max(maxExternalIds)
      .alter({ patch: (ids) => named('ExternalIdsPatch', ids) }),
  )
    .default({})
    .example({})
    .description(
      'Ids in other systems, by the names of these, such as tmdb or wikidata; unique within a kind. ' +
        `${imdbId ? 'imdb has the form of imdbId and is the same, and source is sourceId' : 'source is sourceId'}: a body may have either, and responses have both.`,
    );

type Body = Record<string, unknown> & Partial<AnyKeys>;

/**
 * Moves the ids that have a separate field from `externalIds` to that field. If a body has both, they must be the same.
 * @param own the fields that the kind has
 */
const matchIds =
  (own: readonly (typeof keyFields)[number][]): Joi.CustomValidator<Body> =>
  (body, { original, error, state }) => {
    const given = body.externalIds;
    if (given === undefined || hasNoIds(given)) return body;
    const errorAt = (path: readonly string[], code: string, local: object) =>
      error(code, local, state.localize?.([...(state.path ?? []), ...path], [body]));
    const next = { ...body };
    for (const [system, field] of own) {
      if (!Object.hasOwn(given, system)) continue;
      if (!Object.hasOwn(original, field)) next[field] = given[system] as string;
      else if (body[field] !== given[system])
        return errorAt(['externalIds', system], 'ids.differ', { place: `externalIds.${system}`, field });
    }
    return Object.keys(allIds(next, given)).length > maxExternalIds
      ? errorAt(['externalIds'], 'object.max', { limit: maxExternalIds })
      : next;
  };

type OwnFields<Draft> = Omit<Draft, 'sourceId' | 'externalIds'>;

/**
 * The schema of a body: the fields of a kind, and those that every kind has.
 * @param fields all others. If there is an `imdbId`, it is also `imdb` in `externalIds`.
 */
export const itemBody = <Draft extends Keys>(
  fields: Joi.StrictSchemaMap<OwnFields<Draft>>,
): Joi.ObjectSchema<Draft> => {
  const { imdbId } = fields as { readonly imdbId?: Joi.Schema };
  const all = { ...fields, sourceId: sourceId(), externalIds: externalIds(imdbId) };
  const own = keyFields.filter(([, field]) => field in all);
  return Joi.object(all)
    .custom(matchIds(own))
    .messages({ 'ids.differ': '{{#place}} and {{#field}} must be the same id' }) as Joi.ObjectSchema<Draft>;
};
