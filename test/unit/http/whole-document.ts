import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';

// biome-ignore lint/suspicious/noExplicitAny: the validator proves the shape of the document
export type Json = any;

/** The OpenAPI document of all routes. */
export const document: Json = openApiDocument(
  allRoutes,
  permissionTable({ publicReads: true }),
  'access_token',
);

/** The routes, each with its operation in the document. */
export const operations = () =>
  allRoutes.map((route) => ({
    route,
    name: `${route.method} ${route.path}`,
    operation: document.paths[route.path][route.method],
  }));
