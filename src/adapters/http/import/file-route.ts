import type { UploadedFile } from '../../../core/import/import-job.js';
import type { ManageImports } from '../../../core/import/manage-imports.js';
import { DomainError } from '../../../core/shared/errors.js';
import { expectedVersions, ifMatch, itemReply } from '../conditional-requests.js';
import { HttpError } from '../http-error.js';
import { type AnyRoute, type Output, route, type Upload } from '../route.js';
import { idParams } from '../schemas.js';
import { importBody } from './import-schemas.js';

/** Where uploaded files are stored. */
export interface UploadStore {
  /** @throws DomainError `import-storage-full`, `unavailable`; `tooLarge()`; errors of the upload */
  receive(
    chunks: AsyncIterable<Uint8Array>,
    length: number | undefined,
    tooLarge: () => Error,
  ): Promise<UploadedFile>;
  remove(file: string): Promise<void>;
}

export interface ImportServices {
  readonly imports: ManageImports;
  readonly uploads: UploadStore;
  /** The maximum size of a file, in bytes. */
  readonly maxBytes: number;
  /** Called when there may be an import to run. */
  readonly onQueued: () => void;
}

/** @throws DomainError `validation-failed` */
export const invalid = (pointer: string, message: string, code: string): never => {
  throw new DomainError('validation-failed', message, [{ pointer, message, code }]);
};

/** Uploads the file of an import: `PUT /imports/{id}/file`. @param output an import */
export const fileRoute = (
  { imports, uploads, maxBytes, onQueued }: ImportServices,
  path: string,
  output: Omit<Output, 'description'>,
): AnyRoute => {
  const tooLarge = () => new HttpError('body-too-large', `The file is larger than ${maxBytes} bytes.`);
  const receive = async (upload: Upload) => {
    const stored = await uploads.receive(upload.chunks(), upload.length, tooLarge);
    if (stored.bytes > 0) return stored;
    await uploads.remove(stored.file);
    return invalid('', 'The file is empty.', 'empty');
  };
  return route<{ id: number }>({
    tag: 'imports',
    permission: 'catalogue:write',
    method: 'put',
    path,
    operationId: 'uploadImportFile',
    summary: 'Upload the file of an import',
    description:
      'Send the file itself, at 1 kB/s or faster. If the upload breaks off, repeat it. Until the import is started, another upload replaces the file. Each upload starts a dry run.',
    input: {
      params: idParams,
      headers: ifMatch,
      upload: {
        description: `The bytes of the file, at most ${maxBytes}. Content-Type does not matter: the name of the import and the content determine the format.`,
        maxBytes,
      },
    },
    output: { 200: { ...output, description: 'Stored. The dry run is queued.' } },
    errors: ['not-found', 'precondition-failed', 'import-status', 'import-storage-full', 'validation-failed'],
    handle: async ({ params, headers, by, upload }) => {
      const expected = expectedVersions(headers['if-match'], false);
      await imports.requireUploadable(params.id, expected, by);
      const stored = await receive(upload as Upload);
      const { job, replaced } = await imports.attach(params.id, stored, expected, by).catch(async (error) => {
        await uploads.remove(stored.file);
        throw error;
      });
      if (replaced !== null) await uploads.remove(replaced);
      onQueued();
      return itemReply(200, importBody(job));
    },
  });
};
