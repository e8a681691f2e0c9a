import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { AesSecretSealer } from '../../src/adapters/crypto/aes-secret-sealer.js';
import { loadSealingKeys, makeMissingSealingKey } from '../../src/adapters/crypto/sealing-keys.js';
import { connectClient, newFeedClient } from '../../src/adapters/knex/feed-client.js';
import { KnexSealedSecrets } from '../../src/adapters/knex/knex-sealed-secrets.js';
import { examine } from '../../src/composition/doctor/examine.js';
import { openSealer, rotateStoredSeals } from '../../src/composition/sealing.js';
import { readSettings, SettingsError } from '../../src/composition/settings.js';
import { testEnvironment } from '../support/environment.js';
import { freePort } from '../support/free-port.js';
import { redisUrl } from '../support/servers/servers.js';
import { silentLog } from '../support/silent-log.js';
import { useDatabase } from './contracts/fixtures.js';
import { addFactors, both, next, old, rowsOf, sealedSecretsContract } from './contracts/sealed-secrets.js';

describe('sealed secrets:', () => {
  const database = useDatabase();
  sealedSecretsContract('Postgres', () => database().knex);

  it('that are replaced or removed while all are sealed again: stay as they are', async () => {
    const { knex } = database();
    await knex('totp_factors').delete();
    const [kept = 0, replaced = 0, removed = 0] = await addFactors(knex, old, 3);
    const other = new AesSecretSealer([old]).seal('another secret', `totp:${replaced}`);
    const stored = new KnexSealedSecrets(knex);
    const writes: PromiseLike<unknown>[] = [];
    const trx = await knex.transaction();
    try {
      await trx('totp_factors').where({ user_id: replaced }).update({ secret: other });
      await trx('totp_factors').where({ user_id: removed }).delete();
      const resealing = stored.resealAll(next.id, (sealed, context) => {
        // After these rows were read, and before they are written.
        if (writes.length === 0) writes.push(trx.commit());
        return both.seal(both.open(sealed, context), context);
      });
      expect(await resealing).to.equal(1);
    } finally {
      if (!trx.isCompleted()) await trx.rollback();
    }
    const rows = await rowsOf(knex);
    expect(rows.map(({ user_id: id }) => id)).to.deep.equal([kept, replaced]);
    expect(rows[1]?.secret).to.equal(other);
    expect(rows[0]?.secret.startsWith(`${next.id}.`)).to.equal(true);
  });

  it('an instance that is connected: is seen with the time of its start', async () => {
    const { knex, url } = database();
    const stored = new KnexSealedSecrets(knex);
    const later = new Date(Date.now() + 3_600_000);
    const client = await connectClient(newFeedClient({ connectionString: url }));
    expect(await stored.hasInstanceStartedBefore(later)).to.equal(true);
    expect(await stored.hasInstanceStartedBefore(new Date(Date.now() - 3_600_000))).to.equal(false);
    await client.end();
  });
});

describe('a start with stored second factors:', () => {
  const database = useDatabase();
  const folder = mkdtempSync(`${tmpdir()}/sealing-`);
  const [right, other] = [`${folder}/right.key`, `${folder}/other.key`];
  before(async () => {
    for (const file of [right, other]) makeMissingSealingKey(file);
  });
  after(() => rmSync(folder, { recursive: true }));

  const production = { NODE_ENV: 'production', SMTP__URL: 'smtp://mail.test', MAIL__FROM: 'films@mail.test' };
  /** What a start in this environment logs, or fails with, and what npm run doctor finds. */
  const outcome = async (env: Record<string, string>) => {
    const { knex, url } = database();
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (message: string) => warnings.push(message) };
    const all = testEnvironment(url, await redisUrl(), { PORT: String(await freePort()), ...env });
    const start = await openSealer(readSettings(all), knex, log).then(
      () => warnings,
      (error: SettingsError) => {
        expect(error).to.be.instanceOf(SettingsError);
        return error.mistakes.map((mistake) => `fails: ${mistake}`);
      },
    );
    const findings: string[] = [];
    for await (const { about, level, text } of examine(all))
      if (about === 'keys' && text.includes('MFA__KEY_FILE')) findings.push(`${level}: ${text}`);
    return { start, findings };
  };

  it('that the sealing key opens: is right; without it or with another one, it fails, and doctor and a rotation say the same', async () => {
    const { knex, url } = database();
    const none = { MFA__KEY_FILE: `${folder}/none.key` };
    const clean = { start: [], findings: [] };
    const { start: warned, findings: found } = await outcome({ ...production, ...none });
    expect(warned[0]).to.match(/keys:make$/);
    expect(found).to.deep.equal([`warning: ${warned[0]}`]);
    expect(await outcome({ ...production, MFA__KEY_FILE: other })).to.deep.equal(clean);
    const [key] = loadSealingKeys(right);
    if (key === undefined) throw new Error('there is no key');
    await addFactors(knex, key);
    expect(await outcome({ ...production, MFA__KEY_FILE: right })).to.deep.equal(clean);
    for (const [env, reason] of [
      [none, 'names a file that does not exist'],
      [{ MFA__KEY_FILE: other }, 'names a file without the right key'],
    ] as const) {
      const { start, findings } = await outcome({ ...production, ...env });
      expect(start).to.have.lengthOf(1);
      expect(start[0])
        .to.match(/^fails: /)
        .and.to.include(reason)
        .and.to.include(key.id)
        .and.to.include('docs/signing-in.md#the-sealing-key')
        .and.to.not.include('keys:make');
      expect(findings).to.deep.equal([start[0]?.replace('fails', 'failure')]);
      expect(await outcome(env)).to.deep.equal({ start, findings });
      const settings = readSettings(testEnvironment(url, await redisUrl(), env));
      const error = await rotateStoredSeals(settings, silentLog).catch(({ message }) => message);
      expect(`fails: ${error}`).to.equal(start[0]);
    }
    expect(existsSync(none.MFA__KEY_FILE)).to.equal(false);
  });
});
