import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { ec, publicPem, rsaPair, written } from './forging.js';
import { newRotation } from './rotating.js';

describe('rotate keys, rejected', () => {
  const next = (folder: string, half: string) => join(folder, `${half}.next.pem`);
  const put = (folder: string, name: string) =>
    void writeFileSync(join(folder, name), publicPem(ec().publicKey));
  const refusals: [name: string, spoil: (folder: string) => string[] | undefined, says: RegExp][] = [
    [
      'without a private key, with the next public one there',
      (folder) => {
        newPairInto(folder);
        for (const name of ['private.pem', 'private.next.pem']) rmSync(join(folder, name));
        return undefined;
      },
      /^JWT__PRIVATE_KEY/,
    ],
    ['with halves that are not a pair', (folder) => put(folder, 'public.pem'), /not a pair/],
    ['with a missing accepted key', (folder) => [join(folder, 'none.pem')], /none\.pem/],
    ['with a next public key alone', (folder) => put(folder, 'public.next.pem'), /public\.next\.pem/],
    [
      'with next halves that are not a pair',
      (folder) => {
        newPairInto(folder);
        put(folder, 'public.next.pem');
        return undefined;
      },
      /private\.next\.pem and .*public\.next\.pem.*not a pair/,
    ],
    ['with a next pair of another type', (folder) => newPairInto(folder, rsaPair), /ES256.*ec, not rsa/],
    ['with a foreign previous key', (folder) => put(folder, 'public.previous.pem'), /public\.previous\.pem/],
  ];
  const newPairInto = (folder: string, pair = ec()) => {
    const { privateKeyFile, publicKeyFile } = written(pair);
    writeFileSync(next(folder, 'private'), readFileSync(privateKeyFile));
    writeFileSync(next(folder, 'public'), readFileSync(publicKeyFile));
    rmSync(dirname(privateKeyFile), { recursive: true });
    return undefined;
  };

  for (const [name, spoil, says] of refusals) {
    it(`${name}: reports the cause, and changes no key in use`, () => {
      const { folder, run, contents } = newRotation();
      const accepted = spoil(folder);
      const used = () => ({ ...contents(), 'private.next.pem': '', 'public.next.pem': '' });
      const before = used();
      expect(() => run(accepted ?? [])).to.throw(says);
      expect(used()).to.deep.equal(before);
    });
  }
});
