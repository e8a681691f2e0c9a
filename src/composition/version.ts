import { readFileSync } from 'node:fs';

const release: { readonly version: string; readonly engines: { readonly node: string } } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** The release of the service, as in package.json. */
export const version: string = release.version;

/** The lowest version of Node, as in package.json. */
export const minNode: string = release.engines.node.replace('>=', '');
