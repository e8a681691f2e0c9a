import { expect } from 'chai';
import { ManageImports } from '../../../src/core/import/manage-imports.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { errorCode } from '../rejections.js';

const by = (actorId: number | null) => ({ actorId, ip: null, requestId: null });
const owner = by(7);
const file = { spool: 'spool', file: 'file', bytes: 3 };

describe('the owner of an import:', () => {
  it('a service account: only its keys upload and start; a key of a user: acts as that user', async () => {
    const unitOfWork = new MemoryUnitOfWork();
    const imports = new ManageImports(unitOfWork.importJobs, unitOfWork, { now: () => new Date() });
    const create = async (initiator: typeof owner) =>
      (await imports.create({ name: 'movies.csv' }, undefined, initiator)).result;
    const service = { ...by(null), serviceAccountId: 3, keyId: 'key' };
    const { id, ...job } = await create(service);
    expect(job).to.include({ ownerId: null, serviceAccountId: 3, keyId: 'key' });
    for (const other of [owner, by(null), { ...service, serviceAccountId: 4 }])
      expect(await errorCode(() => imports.attach(id, file, undefined, other))).to.equal('forbidden');
    expect((await imports.attach(id, file, undefined, service)).job).to.include({ status: 'dry-run-queued' });
    const own = (await create(owner)).id;
    expect(await errorCode(() => imports.attach(own, file, undefined, service))).to.equal('forbidden');
    const withKey = { ...owner, keyId: 'key' };
    expect((await imports.attach(own, file, undefined, withKey)).job).to.include({ ownerId: 7, keyId: null });
  });
});
