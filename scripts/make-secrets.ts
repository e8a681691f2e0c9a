/**
 * Makes what compose.yaml mounts as secrets, unless it is there: a key pair and passwords.
 *
 *     npm run secrets:make -- [folder, ./secrets]
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeMissingKeys } from '../src/adapters/crypto/signing-keys.js';

const [, , folder = './secrets'] = process.argv;
const password = () => randomBytes(24).toString('base64url');

if (existsSync(folder)) {
  console.log(`${folder} is there already: nothing was changed`);
} else {
  // Under another name first, so that no kill leaves half of them.
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
  // The folder keeps others out; the files are readable to the user inside the containers, whoever that is.
  for (const name of readdirSync(made)) chmodSync(join(made, name), 0o644);
  renameSync(made, folder);
  console.log(`made ${folder}; the password of the first admin is in ${join(folder, 'admin_password')}`);
}
