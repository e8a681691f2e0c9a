import { ReadableStream } from 'node:stream/web';
import { reasonOf } from '../../core/shared/reason.js';

/** The format of age (https://age-encryption.org/v1) with a passphrase, which the program `age` reads and writes too. */
const firstLine = 'age-encryption.org/v1\n';

/** Bytes of a header. One with a passphrase has about 200. */
export const maxHeader = 4096;

/** Loaded only for encrypted backups. */
const age = () => import('age-encryption');

/** @param start the first `maxHeader` bytes of a file */
export const isEncrypted = (start: Buffer): boolean => start.toString('latin1').startsWith(firstLine);

/** Encrypts in chunks of 64 KiB. The key is derived by scrypt, which takes seconds and 256 MB for a moment. */
export async function* encrypt(
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<Uint8Array> {
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  yield* await encrypter.encrypt(ReadableStream.from(source));
}

/**
 * Decrypts in chunks, each of which is authenticated before it is returned. A file without its end is an error.
 * @param start the first `maxHeader` bytes of the file
 * @throws Error that completes "The backup … cannot be read: "
 */
export const decrypt = async (
  source: AsyncIterable<Uint8Array>,
  start: Buffer,
  passphrase: string,
): Promise<AsyncIterable<Uint8Array>> => {
  // The library reads a header of any length.
  if (!start.includes('\n--- ')) throw new Error('it is damaged: its header has no end');
  const { Decrypter } = await age();
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(ReadableStream.from(source));
  } catch (error) {
    throw new Error(
      /no identity matched/.test(reasonOf(error))
        ? 'the passphrase is wrong, or it was not encrypted with a passphrase'
        : `it is damaged: ${reasonOf(error)}`,
      { cause: error },
    );
  }
};
