import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { logIn, partOf, register } from '../../e2e/identity/people.js';
import { endLeftovers, run } from '../../e2e/process/spawned.js';
import { builtProgram } from '../../support/built-program.js';
import { type Environment, emptyDatabase } from '../../support/environment.js';
import { TestService } from '../../support/service.js';
import { privatePem, publicPem, rsaPair } from '../../unit/crypto/forging.js';

describe('keys:rotate:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
  const keys = { JWT__PRIVATE_KEY: `${folder}/private.pem`, JWT__PUBLIC_KEY: `${folder}/public.pem` };
  let setting: string | undefined;
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  const instances: TestService[] = [];
  before(async () => {
    writeFileSync(keys.JWT__PRIVATE_KEY, privatePem(rsaPair.privateKey), { mode: 0o600 });
    writeFileSync(keys.JWT__PUBLIC_KEY, publicPem(rsaPair.publicKey));
    database = await emptyDatabase();
  });
  after(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  afterEach(endLeftovers);

  const environment = () => ({ ...keys, JWT__ACCEPTED_PUBLIC_KEYS: setting });
  const restart = async (index: number) => {
    await instances[index]?.stop();
    instances[index] = await TestService.start(environment(), { databaseUrl: database.url });
  };
  const command = (env: Environment) =>
    run(process.execPath, [join(dirname(builtProgram()), 'commands/keys-rotate.js')], env);
  const rotate = async () => {
    const spawned = command(environment());
    expect(await spawned.exit, spawned.stderr()).to.equal(0);
    return spawned.stdout();
  };

  it('five runs with the restarts between them: replace the key, and no token is rejected in its lifetime', async () => {
    for (const index of [0, 1]) await restart(index);
    const [first, second] = instances as [TestService, TestService];
    expect(first.databaseUrl).to.equal(second.databaseUrl);
    const { body: user } = await register(first);

    let tokens: { accessToken: string; refreshToken: string }[] = [];
    /** Checks that every session, of any instance and key, works on every instance, and so does a new login. */
    const everybodyStaysSignedIn = async () => {
      for (const instance of instances) tokens.push((await logIn(instance, user.email)).body);
      for (const instance of instances) {
        for (const { accessToken } of tokens) {
          const { status } = await instance.call('GET', '/api/v1/users/me', { token: accessToken });
          expect(status).to.equal(200);
        }
        const body = { refreshToken: tokens.shift()?.refreshToken };
        const refreshed = await instance.call('POST', '/api/v1/auth/refresh', { body });
        expect(refreshed.status).to.equal(200);
        tokens.push(refreshed.body);
      }
    };
    const published = () =>
      Promise.all(
        instances.map(async (instance) => {
          const { body } = await instance.call('GET', '/.well-known/jwks.json');
          return body.keys.map(({ kid }: { kid: string }) => kid);
        }),
      );
    const restartOneByOne = async () => {
      for (const index of [0, 1]) {
        await restart(index);
        await everybodyStaysSignedIn();
      }
      return published();
    };

    await everybodyStaysSignedIn();
    const [[old]] = (await published()) as [[string]];
    const asked = await rotate();
    setting = /JWT__ACCEPTED_PUBLIC_KEYS=(\S+)/.exec(asked)?.[1];
    expect(setting?.split(',')).to.have.lengthOf(2);
    const [both] = (await restartOneByOne()) as [string[]];
    expect(both).to.have.lengthOf(2).and.to.include(old);
    const next = both.find((kid) => kid !== old) as string;
    expect(partOf(tokens.at(-1)?.accessToken as string, 0).kid).to.equal(old);

    expect(await rotate()).to.include('restart every instance');
    await everybodyStaysSignedIn();
    expect(await restartOneByOne()).to.deep.equal([
      [next, old],
      [next, old],
    ]);
    expect(partOf(tokens.at(-1)?.accessToken as string, 0).kid).to.equal(next);

    expect(await rotate()).to.include('are valid until');
    // The lifetime of a token passes, after which every session has refreshed.
    const anHourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(join(folder, 'public.previous.pem'), anHourAgo, anHourAgo);
    tokens = tokens.filter(({ accessToken }) => partOf(accessToken, 0).kid === next);
    expect(tokens).to.not.deep.equal([]);

    expect(await rotate()).to.include('Remove JWT__ACCEPTED_PUBLIC_KEYS from the settings');
    setting = undefined;
    expect(await restartOneByOne()).to.deep.equal([[next], [next]]);

    expect(await rotate()).to.include('Finished');
    expect(readdirSync(folder).sort()).to.deep.equal(['private.pem', 'public.pem']);
    expect(await restartOneByOne()).to.deep.equal([[next], [next]]);
  });

  it('without keys: exits with 1 and names the missing file', async () => {
    const spawned = command({ ...keys, JWT__PRIVATE_KEY: `${folder}/none.pem` });
    expect(await spawned.exit).to.equal(1);
    expect(spawned.stderr()).to.equal('JWT__PRIVATE_KEY names a file that does not exist\n');
  });
});
