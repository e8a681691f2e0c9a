import { reasonOf } from '../../core/shared/reason.js';

/** The error for a data folder that cannot be used: which folder, why, and what to do. */
export const folderError = (folder: string, cause: unknown): Error =>
  new Error(
    `The data folder ${folder} cannot be used: ${reasonOf(cause)}. Restore a copy of it, let this user write to it, or ` +
      'set DATA_DIR to another folder (the database is empty there) or DB_URL to a Postgres database',
    { cause },
  );
