import { importPaths } from '../../../core/import/import-job.js';
import type { ImportRequest } from '../../../core/import/manage-imports.js';
import { apiBase } from '../api-base.js';
import { etagHeader, expectedVersions, ifMatch, ifNoneMatch, itemReply } from '../conditional-requests.js';
import type { Cursors } from '../cursor.js';
import { idempotencyKey, idempotentRequest } from '../idempotency-key.js';
import { type CursorQuery, cursorQuery, pageOf, pageReply } from '../list-pages.js';
import { type AnyRoute, route } from '../route.js';
import { idParams } from '../schemas.js';
import { fileRoute, type ImportServices, invalid } from './file-route.js';
import { type ImportVocabulary, importRequest } from './import-request.js';
import { importBody, importItem, importSummary } from './import-schemas.js';
import { rejectedRoute } from './rejected-route.js';

/** @throws DomainError `validation-failed` for what a schema cannot describe */
const requireReadable = ({ name, options }: ImportRequest): void => {
  if (/[/\\]/.test(name)) invalid('/name', 'name must be the name of a file, not a path', 'path');
  const { encoding } = options ?? {};
  try {
    if (encoding !== undefined) new TextDecoder(encoding);
  } catch {
    invalid('/options/encoding', `options.encoding: "${encoding}" is not a supported encoding`, 'encoding');
  }
};

const base = `${apiBase}/imports`;
const one = `${base}/{id}`;
const importing = { tag: 'imports', permission: 'catalogue:write' } as const;

/** Imports by HTTP: create one, upload its file, read what the dry run found, start it, and follow or cancel it. */
export function importRoutes(
  services: ImportServices,
  vocabulary: ImportVocabulary,
  cursors: Cursors,
): AnyRoute[] {
  const { imports, onQueued } = services;
  const { options, request } = importRequest(vocabulary);
  const item = importItem(options);
  const output = { body: item, headers: etagHeader };
  return [
    route<object, CursorQuery>({
      ...importing,
      method: 'get',
      path: base,
      operationId: 'listImports',
      summary: 'List imports, newest first',
      description: 'The imports of all accounts, until 30 days after their end. One import runs at a time.',
      input: { query: cursorQuery },
      output: {
        200: {
          description: 'A page of imports, without their reports.',
          body: pageOf('Import', importSummary(options)),
          headers: ['Link'],
        },
      },
      errors: ['bad-cursor'],
      handle: ({ query, url }) =>
        pageReply(cursors, { name: 'imports', paths: importPaths, query, url }, async (page) => {
          const { items, ...rest } = await imports.list(page);
          return { ...rest, items: items.map(importBody) };
        }),
    }),
    route<object, object, ImportRequest>({
      ...importing,
      method: 'post',
      path: base,
      operationId: 'createImport',
      summary: 'Create an import',
      description:
        'Next, upload the file, which starts a dry run. The options are those of the command npm run import. An import that is not started within a day expires.',
      extensions: { 'x-columns': vocabulary.columns },
      input: { body: request, headers: idempotencyKey },
      output: {
        201: {
          ...output,
          description: 'Created. It waits for its file.',
          headers: [...etagHeader, 'Location', 'Idempotency-Replayed'],
        },
      },
      errors: ['idempotency-key-in-use', 'idempotency-key-reused'],
      handle: async (input) => {
        requireReadable(input.body);
        const { result, isReplay } = await imports.create(
          input.body,
          idempotentRequest('imports', input),
          input.by,
        );
        return itemReply(201, importBody(result), {
          Location: `${base}/${result.id}`,
          ...(isReplay && { 'Idempotency-Replayed': 'true' }),
        });
      },
    }),
    route<{ id: number }>({
      ...importing,
      method: 'get',
      path: one,
      operationId: 'readImport',
      summary: 'Read an import',
      description:
        'Its status and progress, how the columns of the file are read, and the numbers of rows. Counts are returned once every instance returns the items that they count.',
      input: { params: idParams, headers: ifNoneMatch },
      output: {
        200: { ...output, description: 'The import.' },
        304: { description: 'Your version is the current one.', headers: etagHeader },
      },
      errors: ['not-found'],
      handle: async ({ params }) => itemReply(200, importBody(await imports.get(params.id))),
    }),
    route<{ id: number }>({
      ...importing,
      method: 'delete',
      path: one,
      operationId: 'cancelImport',
      summary: 'Cancel an import',
      description:
        'It stops after the current batch, and its file is removed. What was imported stays, and so does the import with its counts. While it runs, its ETag changes with its progress.',
      input: { params: idParams, headers: ifMatch },
      output: { 204: { description: 'Canceled.' } },
      errors: ['not-found', 'precondition-failed', 'import-status'],
      handle: async ({ params, headers, by }) => {
        await imports.cancel(params.id, expectedVersions(headers['if-match'], false), by);
        onQueued();
        return { status: 204 };
      },
    }),
    fileRoute(services, `${one}/file`, output),
    route<{ id: number }>({
      ...importing,
      method: 'post',
      path: `${one}/start`,
      operationId: 'startImport',
      summary: 'Start an import after its dry run',
      description: 'It is queued while another one runs. It stops if its owner loses the permission.',
      input: { params: idParams, headers: ifMatch },
      output: { 200: { ...output, description: 'Queued.' } },
      errors: ['not-found', 'precondition-failed', 'import-status'],
      handle: async ({ params, headers, by }) => {
        const job = await imports.start(params.id, expectedVersions(headers['if-match'], false), by);
        onQueued();
        return itemReply(200, importBody(job));
      },
    }),
    rejectedRoute(imports, `${one}/rejected`),
  ];
}
