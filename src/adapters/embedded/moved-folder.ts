import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The database that the data of a folder were moved to. `moving`: the move was started, and may be incomplete. */
export interface MovedFolder {
  readonly state: 'moving' | 'moved';
  /** Host and database, without user and password. */
  readonly to: string;
}

const fileName = 'moved.json';

/** Marks a folder, so that its data and their copy are not both changed. */
export const markFolder = (folder: string, moved: MovedFolder): void => {
  const file = join(folder, fileName);
  const descriptor = openSync(`${file}.new`, 'w', 0o600);
  writeSync(descriptor, JSON.stringify(moved));
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${file}.new`, file);
};

/** Returns undefined if the data were not moved. */
export const readMark = (folder: string): MovedFolder | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, fileName), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** @throws Error if the data were moved, or may have been */
export const requireNotMoved = (folder: string): void => {
  const mark = readMark(folder);
  if (mark === undefined) return;
  const file = join(folder, fileName);
  throw new Error(
    mark.state === 'moved'
      ? `the data of ${folder} were moved to ${mark.to}: set DB_URL to that database. To use the old data instead, delete ${file}`
      : `a move of ${folder} to ${mark.to} was interrupted. If that database has the tables, the move is complete: set ` +
          `DB_URL to it. If it is empty, nothing was moved: run npm run db:move again, or delete ${file} to keep using this folder`,
  );
};
