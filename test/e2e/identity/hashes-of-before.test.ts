import * as argon2 from '@node-rs/argon2';
import * as bcrypt from '@node-rs/bcrypt';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';
import { logIn } from './people.js';

const password = 'seven quiet violins';
const current = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

describe('hashes of before:', () => {
  const service = useService();
  const users = () => service().service.container.get(ids.Accounts).users;
  const hashOf = async (id: number) => (await users().find(id))?.passwordHash;

  const hashes = {
    'bcrypt, of the original service': () => bcrypt.hash(password, 6),
    'argon2id with less memory': () => argon2.hash(password, { memoryCost: 4096, timeCost: 1 }),
    argon2i: () => argon2.hash(password, { algorithm: 1 }),
  };
  for (const [name, make] of Object.entries(hashes)) {
    it(`ASVS 11.4.2 ${name}: on login: is replaced by one of today, and nothing else changes`, async () => {
      const before = await service().user({ passwordHash: await make() });
      expect((await logIn(service(), before.email, 'seven loud violins')).status).to.equal(401);
      expect(await hashOf(before.id)).to.equal(before.passwordHash);
      const { status, body } = await logIn(service(), before.email);
      expect(status).to.equal(200);
      const passwordHash = (await hashOf(before.id)) as string;
      expect(passwordHash).to.match(current);
      expect(await users().find(before.id)).to.deep.equal({ ...before, passwordHash });
      expect((await service().call('GET', '/api/v1/users/me', { token: body.accessToken })).status).to.equal(
        200,
      );
      expect((await logIn(service(), before.email)).status).to.equal(200);
      expect(await hashOf(before.id)).to.equal(passwordHash);
    });
  }

  it('of today: on login: stays', async () => {
    const user = await service().user({ passwordHash: await argon2.hash(password, { memoryCost: 32_768 }) });
    expect((await logIn(service(), user.email)).status).to.equal(200);
    expect(await hashOf(user.id)).to.equal(user.passwordHash);
  });

  it('bcrypt, of an inactive account: on login: stays', async () => {
    const passwordHash = await bcrypt.hash(password, 6);
    const user = await service().user({ passwordHash, active: false });
    expect((await logIn(service(), user.email)).status).to.equal(401);
    expect(await hashOf(user.id)).to.equal(passwordHash);
  });

  it('ASVS 6.2.8 bcrypt, of 80 bytes cut to 72: with those 80, or another end: answers 401, with the 72 it logs in', async () => {
    const long = 'correct horse battery staple '.repeat(3).slice(0, 80);
    const user = await service().user({ passwordHash: await bcrypt.hash(long, 6) });
    for (const wrong of [long, `${long.slice(0, 72)}another1`]) {
      expect((await logIn(service(), user.email, wrong)).status).to.equal(401);
    }
    expect((await logIn(service(), user.email, long.slice(0, 72))).status).to.equal(200);
    expect((await logIn(service(), user.email, long)).status).to.equal(401);
  });

  it('bcrypt: twenty logins at once: all succeed', async () => {
    const user = await service().user({ passwordHash: await bcrypt.hash(password, 6) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => logIn(service(), user.email)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(20).fill(200));
    expect(await hashOf(user.id)).to.match(current);
  });

  it('bcrypt: logins while the password is changed: never bring the old one back', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await service().user({ passwordHash: await bcrypt.hash(password, 6) });
      const changed = { currentPassword: password, newPassword: 'eight louder trumpets' };
      const put = () =>
        service().call('PUT', '/api/v1/users/me/password', { token: service().tokenOf(user), body: changed });
      const [answer] = await Promise.all([
        put(),
        ...Array.from({ length: 5 }, () => logIn(service(), user.email)),
      ]);
      const isDone = answer.status === 204;
      if (!isDone) expect(answer.body.code).to.equal('invalid-credentials');
      expect((await logIn(service(), user.email)).status).to.equal(isDone ? 401 : 200);
      const next = await logIn(service(), user.email, changed.newPassword);
      expect(next.status).to.equal(isDone ? 200 : 401);
    }
  });

  for (const unusable of ['', '!', 'no hash of anything', '$2b$10$', '$argon2id$v=19$m=19456,t=2,p=1$x$y']) {
    it(`${JSON.stringify(unusable)} in place of a hash: on login: answers 401, whatever is given`, async () => {
      const { id, email } = await service().user({ passwordHash: unusable });
      expect((await logIn(service(), email)).status).to.equal(401);
      expect((await logIn(service(), email, unusable || ' ')).status).to.equal(401);
      // A password that was given would be found in the database, rightly.
      await service().service.container.get(ids.Database)('users').where({ id }).delete();
    });
  }
});
