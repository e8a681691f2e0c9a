import { accessSync, constants, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { reasonOf } from '../../core/shared/reason.js';

/** The nearest folder that exists: the others are created when they are needed. @throws Error if it is no folder */
const existing = (path: string): string => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return existing(dirname(path));
  if (!found.isDirectory()) throw new Error(`${path} is no folder`);
  return path;
};

/** Why no file can be created in the folder of a path; undefined: it can. */
export const notWritable = (path: string): string | undefined => {
  try {
    accessSync(existing(resolve(path)), constants.W_OK);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
};

/** Returns how many bytes this user can still write to a folder. */
export const freeBytes = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(existing(resolve(path)));
  return bavail * bsize;
};
