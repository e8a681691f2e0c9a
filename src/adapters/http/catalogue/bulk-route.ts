import Joi from 'joi';
import { type BulkChanges, type BulkPlans, maxBulkItems } from '../../../core/catalogue/bulk-changes.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { referenceCodes } from '../../../core/catalogue/references.js';
import { DomainError, type Violation } from '../../../core/shared/errors.js';
import { apiBase } from '../api-base.js';
import type { Cursors } from '../cursor.js';
import { idempotencyKey, idempotentRequest } from '../idempotency-key.js';
import { type ListParameters, listParameters, listQuery } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { characters } from '../text-schemas.js';
import { componentOf, itemSchema, pluralOf } from './item-schema.js';
import { exampleChange, patchSchema } from './patch-schema.js';
import { conflictsOf } from './write-conflicts.js';

/** Milliseconds for which a plan is valid. */
const planLifetime = 10 * 60_000;

/** Plans that hold their time of expiry, signed like cursors. */
export const bulkPlans = (cursors: Cursors, now = Date.now): BulkPlans => {
  const scopeOf = (subject: string) => `bulk change ${subject}`;
  return {
    sign: (subject) => cursors.encode(scopeOf(subject), [now() + planLifetime]),
    isValid: (plan, subject) => {
      try {
        return Number(cursors.decode(scopeOf(subject), plan)[0]) > now();
      } catch {
        return false;
      }
    },
  };
};

const examplePlan = 'cGxhbiBvZiBhIGRyeSBydW4';

interface BulkBody<Draft extends object> {
  readonly filter: ListParameters;
  readonly change?: Partial<Draft>;
  readonly remove?: true;
  readonly dryRun: boolean;
  readonly plan?: string;
}

/** @throws DomainError `validation-failed` unless there is one of `change` and `remove`, and one of `dryRun` and `plan` */
const requireOneOfEach = ({ change, remove, dryRun, plan }: BulkBody<object>) => {
  const violations: Violation[] = [
    ...(Boolean(change) === Boolean(remove)
      ? [{ pointer: '/change', message: 'exactly one of change and remove is required', code: 'object.xor' }]
      : []),
    ...(dryRun === (plan !== undefined)
      ? [
          {
            pointer: '/plan',
            message: 'exactly one is required: dryRun, or the plan of a dry run',
            code: 'object.xor',
          },
        ]
      : []),
  ];
  if (violations.length > 0)
    throw new DomainError(
      'validation-failed',
      'The body does not match the schema of this route.',
      violations,
    );
};

/** A filter in a body. As in a query, spaces around text are removed, and a list may be a single value. */
const inBody = (schema: Joi.Schema) => {
  if (schema.type === 'string') return schema.prefs({ convert: true });
  const isList = schema.type === 'array' && !schema.$_getRule('length');
  return isList ? Joi.alternatives(schema, schema.$_terms.items[0]) : schema;
};

/** Changes or removes the items that match a filter: `POST /movies/bulk`. */
export function bulkRoute<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  use: BulkChanges<Draft>,
  isReferenced: boolean,
): AnyRoute {
  const { plural } = kind;
  const { sort: _, ...parameters } = listParameters(pluralOf(kind), kind.paths, body);
  const filters = Object.entries(parameters).map(([name, schema]) => [name, inBody(schema)]);
  const schema = Joi.object({
    filter: named(`${componentOf(kind)}Filter`, Joi.object(Object.fromEntries(filters)))
      .min(1)
      .required()
      .description('The filters of the list. Their combinations are those of the list, too.'),
    change: named(`${componentOf(kind)}Patch`, patchSchema(body)).description(
      'A merge patch for each item. Either change or remove is required.',
    ),
    remove: Joi.boolean()
      .valid(true)
      .description('true: removes the items. Either change or remove is required.'),
    dryRun: Joi.boolean().default(false).description('true: changes nothing, and returns a plan.'),
    plan: characters(1, 100)
      .example(examplePlan)
      .description('The plan of a dry run with the same filter and change. Required unless dryRun is true.'),
  }).example({
    filter: { externalId: 'tmdb:603' },
    change: exampleChange(body),
    dryRun: true,
  }) as Joi.ObjectSchema<BulkBody<Draft>>;

  return route<object, object, BulkBody<Draft>>({
    method: 'post',
    path: `${apiBase}/${plural}/bulk`,
    tag: plural,
    permission: 'catalogue:write',
    operationId: `bulkUpdate${pluralOf(kind)}`,
    summary: `Change or remove all ${plural} that match a filter`,
    description: `Send it first with dryRun: the response has the number of ${plural}, the first ten, and a plan, which is valid for ten minutes. Then send it with the plan: all of them are changed in one transaction. If one of them was changed since, or others match, nothing is changed (412). At most ${maxBulkItems} ${plural}.`,
    input: { body: named(`${componentOf(kind)}BulkUpdate`, schema), headers: idempotencyKey },
    output: {
      200: {
        description: 'The number of items, and the first ten: as they are after it, or as they were removed.',
        body: named(
          `${componentOf(kind)}BulkResult`,
          Joi.object({
            count: Joi.number().integer().example(1).required(),
            items: Joi.array().items(itemSchema(kind, body)).required(),
            plan: Joi.string().example(examplePlan).description('Only of a dry run.'),
          }),
        ),
        headers: ['Idempotency-Replayed'],
      },
    },
    errors: [
      'plan-outdated',
      'too-many-items',
      ...conflictsOf(kind),
      ...(isReferenced ? [referenceCodes(plural).used] : []),
      'idempotency-key-in-use',
      'idempotency-key-reused',
    ],
    handle: async (input) => {
      const { filter, change, plan } = input.body;
      requireOneOfEach(input.body);
      const request = { query: listQuery(kind.paths, filter, { limit: maxBulkItems }), change };
      const once = idempotentRequest(`${plural}/bulk`, input);
      if (plan === undefined) return { status: 200, body: await use.plan(request) };
      const { result, isReplay } = await use.run(request, plan, input.by, once);
      return {
        status: 200,
        body: result,
        ...(isReplay && { headers: { 'Idempotency-Replayed': 'true' } }),
      };
    },
  });
}
