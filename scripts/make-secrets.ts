/** Makes what compose.yaml mounts as secrets, in ./secrets, unless it is there: a key pair and passwords. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { makeMissingKeys } from '../src/adapters/crypto/signing-keys.js';

const folder = 'secrets';
const password = () => randomBytes(24).toString('base64url');

if (existsSync(folder)) {
  console.log('./secrets is there already: nothing was changed');
} else {
  // The folder keeps others out; the files are readable to the user inside the containers, whoever that is.
  mkdirSync(folder, { mode: 0o700 });
  const database = password();
  const files = {
    db_password: database,
    db_url: `postgresql://media:${database}@postgres:5432/media`,
    redis_password: password(),
    admin_password: password(),
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(`${folder}/${name}`, content, { mode: 0o644 });
  makeMissingKeys({
    privateKeyFile: `${folder}/private.pem`,
    publicKeyFile: `${folder}/public.pem`,
    algorithm: 'RS256',
  });
  chmodSync(`${folder}/private.pem`, 0o644);
  console.log('made ./secrets; the password of the first admin is in ./secrets/admin_password');
}
