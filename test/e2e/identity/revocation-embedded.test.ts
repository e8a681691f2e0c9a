import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { TestService } from '../../support/service.js';
import { acts, aUser, personOn, worthOf } from './revoking.js';

describe('revocation on the embedded database:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revocation-'));
  const environment = { DB_URL: undefined, REDIS__HOST: undefined, DATA_DIR: folder, DEMO: 'false' };
  let service: TestService;
  let admin = '';
  const start = async () => {
    service = await TestService.start(environment, { databaseUrl: 'none' });
  };
  before(async () => {
    await makeEmbeddedFolder(folder);
    await start();
    admin = await service.tokenAs('admin');
  });
  after(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true });
  });

  const revoked: { name: string; token: string; worth: readonly number[] }[] = [];

  for (const { id, name, act, worth } of acts) {
    it(`${id} ${name}: counts with the next request`, async () => {
      const person = await personOn(service);
      expect(await worthOf(service, person.token)).to.deep.equal(aUser);
      expect((await act(service, person, admin)).status).to.be.oneOf([200, 204]);
      expect(await worthOf(service, person.token)).to.deep.equal(worth);
      revoked.push({ name, token: person.token, worth });
    });
  }

  it('ASVS 7.4.1 whatever was revoked: stays so after a restart', async () => {
    const untouched = await personOn(service);
    await service.stop();
    await start();
    expect(revoked).to.have.length(acts.length);
    for (const { name, token, worth } of revoked) {
      expect({ name, worth: await worthOf(service, token) }).to.deep.equal({ name, worth });
    }
    expect(await worthOf(service, untouched.token)).to.deep.equal(aUser);
  });
});
