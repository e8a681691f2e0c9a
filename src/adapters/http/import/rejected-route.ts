import Joi from 'joi';
import type { RejectedFile } from '../../../core/import/import-report.js';
import type { ManageImports } from '../../../core/import/manage-imports.js';
import { DomainError } from '../../../core/shared/errors.js';
import { HttpError } from '../http-error.js';
import { type AnyRoute, route } from '../route.js';
import { idParams } from '../schemas.js';
import { characters } from '../text-schemas.js';

const contentTypes: Readonly<Record<RejectedFile['format'], string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

const rejected = Joi.object()
  .unknown()
  .example({ title: 'Cléo from 5 to 7', year: 19620, importError: 'releaseYear must be at most 2100' });

/** A name in a header (RFC 6266, RFC 8187), which may have any characters. */
const attachment = (name: string): string => {
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const ascii = name.replaceAll(/[^\w.-]/g, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};

/** @throws HttpError `invalid-parameter`, DomainError `not-found` */
const chosen = (files: readonly RejectedFile[], name: string | undefined): number => {
  if (files.length === 0) throw new DomainError('not-found', 'This import has no rejected rows.');
  const index = name === undefined && files.length === 1 ? 0 : files.findIndex((one) => one.name === name);
  if (index !== -1) return index;
  const names = files.map((one) => one.name).join(', ');
  const message = `file must be one of: ${names}`;
  throw new HttpError('invalid-parameter', message, [{ parameter: 'file', message, code: 'any.only' }]);
};

/** Downloads rejected rows: `GET /imports/{id}/rejected`. */
export const rejectedRoute = (imports: ManageImports, path: string): AnyRoute =>
  route<{ id: number }, { readonly file?: string }>({
    method: 'get',
    path,
    tag: 'imports',
    permission: 'catalogue:write',
    operationId: 'downloadRejectedRows',
    summary: 'Download the rejected rows of an import',
    description:
      'After a dry run, the rows that would be rejected. They have the format of the file (of a spreadsheet: CSV) and the reason in importError, so that they can be corrected and imported again. At most 16 MiB of an import are kept. If another run of the import begins midway, the connection is reset.',
    input: {
      params: idParams,
      query: Joi.object({
        file: characters(1, 1_000)
          .example('films.csv')
          .description(
            'A name in rejected.files. Required if an archive has several files with rejected rows.',
          ),
      }),
    },
    output: {
      200: {
        description: 'The rows.',
        headers: ['Content-Disposition'],
        media: {
          'text/csv': Joi.string()
            .example('title,year,importError\r\nCléo from 5 to 7,19620,releaseYear must be at most 2100\r\n')
            .description('With the header and the delimiter of the file.'),
          'application/x-ndjson': rejected,
          'application/json': Joi.array().items(rejected),
        },
      },
    },
    errors: ['not-found'],
    handle: async ({ params, query }) => {
      const job = await imports.get(params.id);
      const index = chosen(job.rejected.files, query.file);
      const { name, format } = job.rejected.files[index] as RejectedFile;
      return {
        status: 200,
        headers: { 'Content-Disposition': attachment(`rejected-${name}`) },
        stream: { contentType: contentTypes[format], open: async () => imports.rejectedText(job, index) },
      };
    },
  });
