import { type Schema, SchemaChanges } from './schema-changes.js';

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content?: Content }>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

const resolver =
  ({ components }: OpenApiDocument) =>
  (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : (components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''] ?? {});

const allowsGuests = ({ security = [] }: Operation) =>
  security.length === 0 || security.some((one) => Object.keys(one).length === 0);

/**
 * Returns the changes between two OpenAPI documents that break clients of the first one: what a client calls or sends
 * is missing or rejected, or what it reads is missing or different. New values of an enum in a response do not count,
 * since clients have to expect them.
 */
export const breakingChanges = (before: OpenApiDocument, after: OpenApiDocument): string[] => {
  const changesOf = (direction: 'request' | 'response') =>
    new SchemaChanges(resolver(before), resolver(after), direction);
  const [requests, responses] = [changesOf('request'), changesOf('response')];

  const contentChanges = (changes: SchemaChanges, one: Content = {}, other: Content = {}, place: string) =>
    Object.entries(one).flatMap(([type, { schema }]) =>
      other[type] === undefined
        ? [`${place} ${type}: removed`]
        : changes.between(schema, other[type].schema, place),
    );

  const parameterChanges = ({ parameters: had = [] }: Operation, { parameters: has = [] }: Operation) => [
    ...had.flatMap((one) => {
      const same = has.find((other) => other.name === one.name && other.in === one.in);
      return same === undefined
        ? [`${one.name}: removed`]
        : requests.between(one.schema, same.schema, one.name);
    }),
    ...has
      .filter((one) => one.required && !had.some((other) => other.name === one.name && other.required))
      .map((one) => `${one.name}: required`),
  ];

  const responseChanges = ({ responses: had }: Operation, { responses: has }: Operation) =>
    Object.entries(had).flatMap(([status, { headers = {}, content }]) => {
      const same = has[status];
      if (same === undefined) return status < '400' ? [`${status}: removed`] : [];
      const missing = Object.keys(headers).filter((name) => !(name in (same.headers ?? {})));
      return [
        ...missing.map((name) => `${status} ${name}: removed`),
        ...contentChanges(responses, content, same.content, status),
      ];
    });

  const operationChanges = (had: Operation, has: Operation) => [
    ...(had.operationId === has.operationId ? [] : [`its id is ${has.operationId}`]),
    ...(allowsGuests(had) && !allowsGuests(has) ? ['closed to guests'] : []),
    ...(has.requestBody?.required && !had.requestBody?.required ? ['its body is required'] : []),
    ...parameterChanges(had, has),
    ...contentChanges(requests, had.requestBody?.content, has.requestBody?.content, 'body'),
    ...responseChanges(had, has),
  ];

  return Object.entries(before.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const same = after.paths[path]?.[method];
      const changes = same === undefined ? ['removed'] : operationChanges(operation, same);
      return changes.map((change) => `${method.toUpperCase()} ${path}: ${change}`);
    }),
  );
};

/**
 * Whether a version announces that it breaks clients of a release: by its first number other than 0 (Semantic
 * Versioning).
 */
export const saysBreaking = (release: string, version: string): boolean => {
  const [was, is] = [release, version].map((one) => one.split('.').map(Number)) as [number[], number[]];
  const [major = 0, minor = 0] = is;
  return major > (was[0] ?? 0) || (major === 0 && was[0] === 0 && minor > (was[1] ?? 0));
};
