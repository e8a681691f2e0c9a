import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Returns clients/typescript with its dependency as one minified module. */
export const clientBundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, '../../clients/typescript/src/index.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
};
