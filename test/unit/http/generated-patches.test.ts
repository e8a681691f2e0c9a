import { expect } from 'chai';
import type Joi from 'joi';
import type { ZodType } from 'zod';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { pascalCase } from '../../../src/adapters/http/schemas.js';
import { bodyValidator } from '../../../src/adapters/http/validation.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';
import { generatedSchemas } from '../../support/generated-schemas.js';
import { candidatesFor } from './candidates.js';
import { accepts, operations, type Schema } from './documented-operations.js';

/** Those without a rule between fields, which zod schemas do not have. */
const patches = operations.filter(
  ({ route, schemas: [schema] }) => route.method === 'patch' && schema?.dependentRequired === undefined,
);
/** Nor do they have `uniqueItems`. */
const hasDuplicates = (value: unknown) => Array.isArray(value) && new Set(value).size < value.length;

describe('zod schemas that a client generates from the OpenAPI document', () => {
  let generated: Readonly<Record<string, ZodType>>;
  before(async () => {
    const document = openApiDocument(allRoutes, permissionTable({ publicReads: true }), 'access_token');
    generated = await generatedSchemas(document, '/^PATCH /');
  });

  for (const { name, route, schemas } of patches) {
    it(`${name}: accept each value exactly if the service does, and neither add nor drop any`, () => {
      const parse = (body: object) => generated[`z${pascalCase(route.operationId)}Body`]?.parse(body);
      const validate = bodyValidator<object>(route.input.body as Joi.ObjectSchema);
      const members = Object.entries(schemas[0]?.properties ?? {}) as [string, Schema][];
      expect(members).not.to.be.empty;
      for (const [member, schema] of members) {
        for (const value of candidatesFor(schema).filter((one) => !hasDuplicates(one))) {
          const body = { [member]: value };
          const isAccepted = accepts(validate, body);
          expect(accepts(parse, body), JSON.stringify(body)).to.equal(isAccepted);
          if (isAccepted) expect(parse(body)).to.deep.equal(body);
        }
      }
    });
  }
});
