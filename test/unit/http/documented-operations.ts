import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';
import type { JsonSchema } from '../../support/arbitraries.js';
import { dereferenced } from '../../support/dereferenced.js';

export interface Schema extends JsonSchema {
  readonly default?: unknown;
  readonly description?: string;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
}
interface Parameter extends Media {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
}
export interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
type Content = Readonly<Record<string, Media>>;
interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly headers: Readonly<Record<string, Media>> };
}

const permissions = permissionTable({ publicReads: true });
export const document = dereferenced(
  openApiDocument(allRoutes, permissions, 'access_token'),
) as unknown as Document;
export const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
// The pattern next to it documents everything that is checked.
ajv.addFormat('idn-email', true);

/** Every operation with its documented parameters and, per media type, the schema of its body. */
export const operations = allRoutes.map((route) => {
  const operation = (document.paths[route.path] as Record<string, Operation>)[route.method] as Operation;
  const { parameters, requestBody } = operation;
  const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
  return { route, name: `${route.method} ${route.path}`, operation, parameters, schemas };
});
export const bodies = operations.flatMap(({ route, name, schemas: [schema] }) =>
  route.input.body && schema ? [{ name, schema, joi: route.input.body }] : [],
);

/** Whether `validate` returns instead of throwing. */
export const accepts = (validate: (value: object) => unknown, value: object): boolean => {
  try {
    validate(value);
    return true;
  } catch {
    return false;
  }
};
