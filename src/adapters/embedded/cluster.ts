import { existsSync } from 'node:fs';

/** The folder of the engine's files, in the data folder. */
export const clusterOf = (folder: string): string => `${folder}/pgdata`;

/** Whether a data folder has a database. */
export const hasCluster = (folder: string): boolean => existsSync(`${clusterOf(folder)}/PG_VERSION`);
