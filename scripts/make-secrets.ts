/**
 * Generates the secrets that compose.yaml mounts, unless they exist: keys and passwords. To a folder of an earlier release,
 * it adds the sealing key.
 *
 *     npm run secrets:make -- [folder, ./secrets]
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeMissingSealingKey } from '../src/adapters/crypto/sealing-keys.js';
import { makeMissingKeys } from '../src/adapters/crypto/signing-keys.js';

const [, , folder = './secrets'] = process.argv;
const sealingKey = 'mfa.key';
const password = () => randomBytes(24).toString('base64url');

if (existsSync(folder)) {
  const isNew = makeMissingSealingKey(join(folder, sealingKey));
  if (isNew) chmodSync(join(folder, sealingKey), 0o644);
  console.log(`${folder} already exists: ${isNew ? `${sealingKey} was added` : 'nothing was changed'}`);
} else {
  // Written under another name first, so that an interrupted run leaves no incomplete folder.
  const made = mkdtempSync(`${folder}.`);
  const database = password();
  const files = {
    db_password: database,
    db_url: `postgresql://media:${database}@postgres:5432/media`,
    redis_password: password(),
    admin_password: password(),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(made, name), content);
  makeMissingKeys({
    privateKeyFile: join(made, 'private.pem'),
    publicKeyFile: join(made, 'public.pem'),
    algorithm: 'RS256',
    accepted: [],
  });
  makeMissingSealingKey(join(made, sealingKey));
  // Only the owner can enter the folder. The files are readable for all, since the user in the containers has another id.
  for (const name of readdirSync(made)) chmodSync(join(made, name), 0o644);
  renameSync(made, folder);
  console.log(
    `${folder} was generated. The password of the first admin is in ${join(folder, 'admin_password')}`,
  );
}
