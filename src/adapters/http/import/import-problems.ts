import type { ImportErrorCode } from '../../../core/import/error-codes.js';
import { type Problem, problem } from '../problem.js';

/** Problems about imports. */
export const importProblems: Readonly<Record<ImportErrorCode, Problem>> = {
  'import-status': problem(
    409,
    'Not possible in this status',
    'The status of the import does not allow this: for example, it has no file yet, or it has ended.',
    'Read the import. A file can be uploaded until the import is started, and the import can be started after its dry run. Once it has ended, create a new one.',
  ),
  'import-storage-full': problem(
    503,
    'No space for the file',
    'The files of other imports use the space for uploads (IMPORT__QUOTA_BYTES), or the disk is full.',
    'Cancel imports that are not needed, or wait until others have ended, and upload the file again.',
  ),
};
