import { readFileSync, statSync } from 'node:fs';
import { exists, openMode } from '../../adapters/crypto/key-file.js';
import { loadSealingKeys, sealingKeyMistakes } from '../../adapters/crypto/sealing-keys.js';
import { keyMistakes, loadKeys, type SigningKey } from '../../adapters/crypto/signing-keys.js';
import { keyFiles } from '../key-files.js';
import { noSealingKey } from '../sealing.js';
import { type Settings, secrets } from '../settings.js';
import { type Finding, failure, ok, warning } from './finding.js';
import { notWritable } from './folders.js';

/** Checks the keys as the service does when it starts. `signing` is undefined if there is no usable one. */
export const examineKeys = (settings: Settings): { findings: Finding[]; signing: SigningKey | undefined } => {
  const files = keyFiles(settings);
  const mistakes = keyMistakes(files, settings.NODE_ENV === 'production');
  if (mistakes.length > 0)
    return { findings: mistakes.map((mistake) => failure('keys', mistake)), signing: undefined };
  if (!exists(files.publicKeyFile)) {
    const reason = notWritable(files.publicKeyFile);
    const finding =
      reason === undefined
        ? ok('keys', `the first start generates ${files.privateKeyFile} and ${files.publicKeyFile}`)
        : failure('keys', `the first start cannot generate ${files.privateKeyFile}: ${reason}`);
    return { findings: [finding], signing: undefined };
  }
  const { signing, verifying } = loadKeys(files);
  const others = verifying.length === 1 ? '' : `, and ${verifying.length - 1} others are accepted`;
  return { findings: [ok('keys', `${signing.algorithm} with the key ${signing.kid}${others}`)], signing };
};

/**
 * Checks the file of the sealing key as the service does when it starts.
 * @param ofDatabase findings; those about keys are secrets that were sealed with other ones
 */
export const sealingKeyFindings = (
  { MFA__KEY_FILE: file, NODE_ENV }: Settings,
  ofDatabase: readonly Finding[],
): Finding[] => {
  const mistakes = sealingKeyMistakes(file);
  if (mistakes.length > 0) return mistakes.map((mistake) => failure('keys', mistake));
  const [key, ...others] = loadSealingKeys(file);
  if (key !== undefined) {
    const opening = others.length === 0 ? '' : `, and ${others.length} more can decrypt them`;
    return [ok('keys', `second factors are sealed with the key ${key.id}${opening}`)];
  }
  // A new key could not open what is stored: that finding says what to do.
  if (ofDatabase.some(({ about }) => about === 'keys')) return [];
  if (NODE_ENV === 'production') return [warning('keys', noSealingKey)];
  const reason = notWritable(file);
  return [
    reason === undefined
      ? ok('keys', `the first start generates ${file}`)
      : failure('keys', `the first start cannot generate ${file}: ${reason}`),
  ];
};

/** Checks whether other users can read files with secrets, other than the key files. */
export const fileModeFindings = ({ DB_URL, DATA_DIR }: Settings, envFile = '.env'): Finding[] => {
  const files = [
    ...(hasSecrets(envFile) ? [envFile] : []),
    ...(DB_URL === undefined && isFolder(DATA_DIR) ? [DATA_DIR] : []),
  ];
  return files.flatMap((file) => {
    const mode = openMode(file);
    const todo = `chmod ${file === DATA_DIR ? '700' : '600'} ${file}`;
    return mode === undefined
      ? []
      : [warning('files', `other users of this machine can read ${file} (mode ${mode}): run ${todo}`)];
  });
};

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const hasSecrets = (file: string): boolean => {
  try {
    const text = readFileSync(file, 'utf8');
    return secrets.some((name) => new RegExp(`^\\s*(export\\s+)?${name}\\s*=\\s*\\S`, 'm').test(text));
  } catch {
    // The check of the settings reports a file that cannot be read.
    return false;
  }
};
