import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { ec, publicPem, rsaPair, written } from './forging.js';
import { newRotation } from './rotating.js';

describe('rotate keys, refused', () => {
  const next = (folder: string, half: string) => join(folder, `${half}.next.pem`);
  const refusals: [name: string, spoil: (folder: string) => string[] | undefined, says: RegExp][] = [
    [
      'without a private key, with the next public one there',
      (folder) => {
        newPairInto(folder);
        for (const name of ['private.pem', 'private.next.pem']) rmSync(join(folder, name));
        return undefined;
      },
      /^JWT__PRIVATE_KEY names a file that does not exist$/,
    ],
    [
      'on halves that are no pair',
      (folder) => void writeFileSync(join(folder, 'public.pem'), publicPem(ec().publicKey)),
      /not a pair/,
    ],
    [
      'with an accepted key that is not there',
      (folder) => [join(folder, 'none.pem')],
      /none\.pem.*does not exist/,
    ],
    [
      'with a next public key that has no private one',
      (folder) => void writeFileSync(next(folder, 'public'), publicPem(ec().publicKey)),
      /public\.next\.pem exists without its private key/,
    ],
    [
      'with a next pair that is none',
      (folder) => {
        newPairInto(folder);
        writeFileSync(next(folder, 'public'), publicPem(ec().publicKey));
      },
      /private\.next\.pem and .*public\.next\.pem cannot be used: the private and the public key are not a pair/,
    ],
    [
      'with a next pair of another type',
      (folder) => newPairInto(folder, rsaPair),
      /cannot be used: ES256 requires a key of type ec, not rsa/,
    ],
    [
      'with a previous key from elsewhere',
      (folder) => void writeFileSync(join(folder, 'public.previous.pem'), publicPem(ec().publicKey)),
      /public\.previous\.pem is not a copy of/,
    ],
  ];
  const newPairInto = (folder: string, pair = ec()) => {
    const { privateKeyFile, publicKeyFile } = written(pair);
    writeFileSync(next(folder, 'private'), readFileSync(privateKeyFile));
    writeFileSync(next(folder, 'public'), readFileSync(publicKeyFile));
    rmSync(dirname(privateKeyFile), { recursive: true });
    return undefined;
  };

  for (const [name, spoil, says] of refusals) {
    it(`${name}: says what is in the way, and changes no key in use`, () => {
      const { folder, run, contents } = newRotation();
      const accepted = spoil(folder);
      const used = () => ({ ...contents(), 'private.next.pem': '', 'public.next.pem': '' });
      const before = used();
      expect(() => run(accepted ?? [])).to.throw(says);
      expect(used()).to.deep.equal(before);
    });
  }
});
