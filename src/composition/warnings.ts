import { openMode } from '../adapters/crypto/key-file.js';
import { isShort, type SigningKey } from '../adapters/crypto/signing-keys.js';
import { spoolMistake } from '../adapters/http/spool.js';
import type { Settings } from './settings.js';

/** Hosts from which browsers accept Secure cookies over plain HTTP. */
const isLocal = (origin: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(origin).hostname);

/** Returns what an operator should change although the service can start, one sentence each. */
export const startWarnings = async (settings: Settings, signing: SigningKey): Promise<string[]> => {
  const { NODE_ENV, SMTP__URL, COOKIES__SECURE, PUBLIC_URL, JWT__PRIVATE_KEY: keyFile } = settings;
  const mode = openMode(keyFile);
  const noSpool = await spoolMistake();
  return [
    isShort(signing) && 'the RSA signing key has less than 3072 bits: replace it with npm run keys:rotate',
    mode !== undefined &&
      `other users of this machine can read the private key ${keyFile} (mode ${mode}): run chmod 600 ${keyFile}`,
    NODE_ENV === 'production' &&
      SMTP__URL === undefined &&
      'SMTP__URL is not set, so no email is sent: invitations and password reset requests are rejected ' +
        '(mail-not-configured). npm run account:password sets a password without an email',
    COOKIES__SECURE &&
      PUBLIC_URL.startsWith('http:') &&
      !isLocal(PUBLIC_URL) &&
      `browsers discard the Secure cookies of ${PUBLIC_URL}, so cookie logins fail: set PUBLIC_URL to an ` +
        'https origin',
    noSpool !== undefined &&
      `exports return 503, because no temporary file can be written: ${noSpool}. Set TMPDIR to a folder that this ` +
        'user can write to',
  ].filter((warning) => warning !== false);
};
