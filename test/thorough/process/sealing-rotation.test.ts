import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { loadSealingKeys } from '../../../src/adapters/crypto/sealing-keys.js';
import { ids } from '../../../src/composition/service-ids.js';
import { register } from '../../e2e/identity/people.js';
import { endLeftovers, run, runService } from '../../e2e/process/spawned.js';
import { builtProgram } from '../../support/built-program.js';
import { emptyDatabase, sharedKeys } from '../../support/environment.js';
import { noteSecret } from '../../support/secrets.js';
import { TestService } from '../../support/service.js';

describe('keys:rotate -- sealing:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealing-'));
  const keys = { MFA__KEY_FILE: join(folder, 'mfa.key') };
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  const instances: TestService[] = [];
  before(async () => {
    database = await emptyDatabase();
  });
  after(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await database.drop();
    rmSync(folder, { recursive: true });
  });
  afterEach(endLeftovers);

  const restart = async (index: number) => {
    await instances[index]?.stop();
    instances[index] = await TestService.start(keys, { databaseUrl: database.url });
    for (const { key } of loadSealingKeys(keys.MFA__KEY_FILE))
      noteSecret('sealing key', key.export().toString('base64url'));
  };
  const rotate = async (args = ['sealing']) => {
    const program = join(dirname(builtProgram()), 'commands/keys-rotate.js');
    const spawned = run(process.execPath, [program, ...args], {
      DB_URL: database.url,
      ...sharedKeys,
      ...keys,
    });
    const code = await spawned.exit;
    return { code, text: code === 0 ? spawned.stdout() : spawned.stderr() };
  };
  const infrastructure = (instance: TestService) => instance.service.container.get(ids.Infrastructure);
  const first = () => instances[0] as TestService;

  const secretOf = (email: string) => `authenticator app of ${email}`;

  /** Stores a factor by each instance, and expects that each of them opens all. */
  const everybodySignsIn = async () => {
    for (const instance of instances) {
      const { body: user } = await register(instance);
      noteSecret('authenticator secret', secretOf(user.email));
      const secret = infrastructure(instance).sealer.seal(secretOf(user.email), `totp:${user.id}`);
      await infrastructure(instance)
        .database('totp_factors')
        .insert({ user_id: user.id, secret, created_at: new Date() });
    }
    const rows = await infrastructure(first())
      .database('totp_factors as f')
      .join('users as u', 'u.id', 'f.user_id')
      .select('u.id', 'u.email', 'f.secret');
    for (const instance of instances)
      for (const { id, email, secret } of rows)
        expect(infrastructure(instance).sealer.open(secret, `totp:${id}`)).to.equal(secretOf(email));
  };
  const restartOneByOne = async () => {
    for (const index of [0, 1]) {
      await restart(index);
      await everybodySignsIn();
    }
  };

  it('four runs with the restarts between them: replace the key, and every instance opens every secret; a step before the restarts is rejected', async () => {
    for (const index of [0, 1]) await restart(index);
    await everybodySignsIn();
    const [old] = loadSealingKeys(keys.MFA__KEY_FILE);
    for (const says of ['was added', 'is the first']) {
      expect((await rotate()).text).to.include(says);
      await everybodySignsIn();
      await restart(0);
      await everybodySignsIn();
      expect(await rotate())
        .to.deep.include({ code: 1 })
        .and.to.have.property('text')
        .that.includes('started before');
      await restartOneByOne();
    }
    expect((await rotate()).text).to.include('second factors were sealed');
    await everybodySignsIn();
    expect((await rotate()).text).to.include('Finished');
    await everybodySignsIn();
    await restartOneByOne();
    expect(loadSealingKeys(keys.MFA__KEY_FILE).map(({ id }) => id))
      .to.have.lengthOf(1)
      .and.to.not.include(old?.id);
  });

  it('then in production with another key: the service exits with 78, and names the missing key', async () => {
    const [key] = loadSealingKeys(keys.MFA__KEY_FILE);
    const env = {
      NODE_ENV: 'production',
      PORT: '0',
      DB_URL: database.url,
      MFA__KEY_FILE: join(folder, 'none.key'),
    };
    const service = runService(env);
    expect(await service.exit).to.equal(78);
    expect(service.stderr()).to.include('MFA__KEY_FILE').and.to.include(key?.id);
  });

  it('with another argument: prints the usage', async () => {
    expect(await rotate(['everything'])).to.deep.equal({
      code: 1,
      text: 'Usage: npm run keys:rotate, for the signing keys, or npm run keys:rotate -- sealing\n',
    });
  });
});
