import { exists, openMode } from '../adapters/crypto/key-file.js';
import { isShort, type SigningKey } from '../adapters/crypto/signing-keys.js';
import { spoolMistake } from '../adapters/http/spool.js';
import type { Settings } from './settings.js';

/** Hosts from which browsers accept Secure cookies over plain HTTP. */
const isLocal = (origin: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(origin).hostname);

/** What an operator should change although the service can start, in a sentence. */
export interface StartWarning {
  readonly about: 'keys' | 'mail' | 'proxy' | 'disk';
  readonly text: string;
}

/** @param signing undefined: there is no key yet */
export const startWarnings = async (
  settings: Settings,
  signing: SigningKey | undefined,
): Promise<StartWarning[]> => {
  const { NODE_ENV, SMTP__URL, COOKIES__SECURE, PUBLIC_URL, JWT__PRIVATE_KEY: keyFile } = settings;
  const { MFA__KEY_FILE: sealingFile } = settings;
  const mode = signing && openMode(keyFile);
  const sealingMode = exists(sealingFile) ? openMode(sealingFile) : undefined;
  const noSpool = await spoolMistake();
  const warnings: readonly (readonly [isGiven: boolean, about: StartWarning['about'], text: string])[] = [
    [
      signing !== undefined && isShort(signing),
      'keys',
      'the RSA signing key has less than 3072 bits: replace it with npm run keys:rotate',
    ],
    [
      mode !== undefined,
      'keys',
      `other users of this machine can read the private key ${keyFile} (mode ${mode}): run chmod 600 ${keyFile}`,
    ],
    [
      sealingMode !== undefined,
      'keys',
      `other users of this machine can read the sealing key ${sealingFile} (mode ${sealingMode}): run chmod 600 ${sealingFile}`,
    ],
    [
      NODE_ENV === 'production' && SMTP__URL === undefined,
      'mail',
      'SMTP__URL is not set, so no email is sent: invitations and password reset requests are rejected ' +
        '(mail-not-configured). npm run account:password sets a password without an email',
    ],
    [
      COOKIES__SECURE && PUBLIC_URL.startsWith('http:') && !isLocal(PUBLIC_URL),
      'proxy',
      `browsers discard the Secure cookies of ${PUBLIC_URL}, so cookie logins fail: set PUBLIC_URL to an ` +
        'https origin',
    ],
    [
      noSpool !== undefined,
      'disk',
      `exports return 503, because no temporary file can be written: ${noSpool}. Set TMPDIR to a folder that this ` +
        'user can write to',
    ],
  ];
  return warnings.filter(([isGiven]) => isGiven).map(([, about, text]) => ({ about, text }));
};
