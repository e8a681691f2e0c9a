import { openMode } from '../adapters/crypto/key-file.js';
import { isShort, type SigningKey } from '../adapters/crypto/signing-keys.js';
import { spoolMistake } from '../adapters/http/spool.js';
import type { Settings } from './settings.js';

/** Browsers take Secure cookies from these over plain HTTP too. */
const isLocal = (origin: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(origin).hostname);

/** What an operator should change although the service starts, one sentence each. */
export const startWarnings = async (settings: Settings, signing: SigningKey): Promise<string[]> => {
  const { NODE_ENV, SMTP__URL, COOKIES__SECURE, PUBLIC_URL, JWT__PRIVATE_KEY: keyFile } = settings;
  const mode = openMode(keyFile);
  const noSpool = await spoolMistake();
  return [
    isShort(signing) && 'the signing key is accepted, but new ones have 3072 bits',
    mode !== undefined &&
      `other users of this machine may read the private key ${keyFile} (mode ${mode}): run chmod 600 ${keyFile}`,
    NODE_ENV === 'production' &&
      SMTP__URL === undefined &&
      'without SMTP__URL no email is sent: invitations and requests for a forgotten password are refused ' +
        '(mail-not-configured), and npm run account:password sets a password',
    COOKIES__SECURE &&
      PUBLIC_URL.startsWith('http:') &&
      !isLocal(PUBLIC_URL) &&
      `browsers drop the Secure cookies of ${PUBLIC_URL}, so nobody can log in with cookies: set PUBLIC_URL to an ` +
        'https origin',
    noSpool !== undefined &&
      `exports are answered with 503, since no temporary file can be written: ${noSpool}. Set TMPDIR to a folder that ` +
        'this user may write to',
  ].filter((warning) => warning !== false);
};
