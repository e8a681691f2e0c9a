import { expect } from 'chai';
import { useService } from '../../support/service.js';

const audit = '/api/v1/audit';

describe('the audit trail over HTTP, asked wrongly:', () => {
  const service = useService();
  let token = '';
  before(async () => {
    token = await service().tokenAs('admin');
  });
  const read = (query: string) => service().call('GET', `${audit}?${query}`, { token });

  for (const [query, parameters] of [
    ['action=user.changed&actorId=1', ['action', 'actorId']],
    ['subjectId=1', ['subjectId']],
    ['subjectId=1&requestId=x', ['subjectId', 'requestId']],
    ['subjectKind=user&action=user.changed', ['subjectKind', 'action']],
    ['sort=at', ['sort']],
    ['sort=-id', ['sort']],
    ['q=x', ['q']],
    ['ip=127.0.0.1', ['ip']],
    ['at=2026-11-25T00:00:00Z', ['at']],
    ['at.gte=2026-11-25', ['at.gte']],
    ['at.gte=2026-11-25T00:00:00', ['at.gte']],
    ['at.gte=2026-13-45T99:99:99Z', ['at.gte']],
    ['at.lte=yesterday', ['at.lte']],
    ['at.lte=1764028800000', ['at.lte']],
    ['at.gte=infinity', ['at.gte']],
    ['action=', ['action']],
    ['action=%00', ['action']],
    ['action=user', ['action']],
    ['actorId=0', ['actorId']],
    ['actorId=2147483648', ['actorId']],
    ['actorId=null', ['actorId']],
    ['subjectKind=user&subjectId=x', ['subjectId']],
    ['requestId=a%00b', ['requestId']],
    ['actorId=1&actorId=2', ['actorId']],
  ] as const) {
    it(`GET /audit: with ${query}: answers 400 and names what is wrong`, async () => {
      const { status, body } = await read(query);
      expect([status, body.code]).to.deep.equal([400, 'invalid-parameter']);
      const told = new Set(body.errors.map(({ parameter }: { parameter: string }) => parameter));
      expect([...told]).to.have.members(parameters);
    });
  }

  it('GET /audit: with filters that no index serves together: says which ones do', async () => {
    const [{ message }] = (await read('subjectId=1')).body.errors;
    expect(message).to.include('subjectKind and subjectId and at.gte or at.lte').and.not.to.include('sort');
  });

  it('ASVS 8.2.1 GET /audit: by a moderator and a guest: tells nothing', async () => {
    const refused = await service().call('GET', audit, { token: await service().tokenAs('moderator') });
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'forbidden']);
    expect(refused.body.detail).to.include('audit:read');
    expect((await service().call('GET', audit)).status).to.equal(401);
  });
});
