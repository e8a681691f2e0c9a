/**
 * Writes the OpenAPI document of the service with its default settings to docs/openapi.json. A test fails if the file
 * differs, or if the change would break clients and the version in package.json does not say so.
 *
 *     npm run docs:openapi
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openApiDocument } from '../src/adapters/http/openapi.js';
import { catalogueKinds } from '../src/composition/catalogue-kinds.js';
import { ids } from '../src/composition/service-ids.js';
import { permissionTable } from '../src/core/identity/permissions.js';
import { unconnectedContainer } from '../test/support/all-routes.js';

export const file = resolve(import.meta.dirname, '../docs/openapi.json');

/** Returns the text of the file. */
export const openApiText = (): string => {
  const { routes } = unconnectedContainer(catalogueKinds).get(ids.Http);
  const document = openApiDocument(routes, permissionTable({ publicReads: true }), 'access_token');
  return `${JSON.stringify(document, null, 1)}\n`;
};

if (process.argv[1] === import.meta.filename) writeFileSync(file, openApiText());
