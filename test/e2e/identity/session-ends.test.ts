import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { type Device, devicesOn, ended } from './devices.js';

describe('sessions ended:', () => {
  const service = useService();
  const { signIn, person, idsOf, end, worth, auditOf } = devicesOn(service);

  it('ASVS 7.5.2 one session ended by its id: from the next request on: is worth nothing, and the others go on', async () => {
    const { user, devices } = await person(3);
    const [first, second, third] = devices as [Device, Device, Device];
    expect(await end(first, second.id)).to.equal('ended');
    expect(await worth(second)).to.deep.equal(ended);
    expect([await worth(first), await worth(third)]).to.deep.equal([
      ['in', 'in'],
      ['in', 'in'],
    ]);
    expect(await end(first, second.id)).to.equal('404 not-found');
    const [entry, ...more] = await auditOf('session.ended', user.id);
    expect(more).to.deep.equal([]);
    expect(entry).to.deep.include({
      actor_id: user.id,
      details: { reason: 'ended-by-owner', sessionId: second.id },
    });
  });

  it('ASVS 7.4.1 the session of the request itself ended by its id: ends it', async () => {
    const { devices } = await person();
    expect(await end(devices[0], devices[0].id)).to.equal('ended');
    expect(await worth(devices[0])).to.deep.equal(ended);
  });

  it('an id in upper case: is the same session', async () => {
    const { devices } = await person(2);
    const [first, second] = devices as [Device, Device];
    expect(await end(first, second.id.toUpperCase())).to.equal('ended');
    expect(await worth(second)).to.deep.equal(ended);
  });

  it('a hundred and one: the one used least recently is worth nothing from the next login on', async () => {
    const { user, devices } = await person(2);
    const [first, second] = devices as [Device, Device];
    for (let i = 2; i < 100; i += 1) await service().sessionOf(user);
    expect(await worth(second)).to.deep.equal(['in', 'in']);
    const last = await signIn(user.email);
    expect(await worth(first)).to.deep.equal(ended);
    expect([await worth(second), await worth(last)]).to.deep.equal(Array(2).fill(['in', 'in']));
    const [entry, ...more] = await auditOf('session.ended', user.id);
    expect(more).to.deep.equal([]);
    expect(entry.details).to.deep.equal({ reason: 'too-many-sessions', sessionId: first.id });
  });

  it('ASVS 8.2.2 the session of somebody else, and one that is not there: answer 404 alike, by admins too', async () => {
    const [one, other] = [await person(), await person()];
    const admin = { ...one.devices[0], accessToken: await service().tokenAs('admin') };
    for (const who of [one.devices[0], admin]) {
      for (const id of [other.devices[0].id, randomUUID()])
        expect(await end(who, id)).to.equal('404 not-found');
    }
    expect(await worth(other.devices[0])).to.deep.equal(['in', 'in']);
  });

  it('ids that are no UUID: answer 404, and end nothing', async () => {
    const { devices } = await person();
    const [{ id }] = devices;
    const wrapped = [`[${id}]`, `{${id}}`, `(${id})`, `"${id}"`, `${id} `, ` ${id}`, `urn:uuid:${id}`];
    const others = [
      '7',
      '0',
      '-1',
      'me',
      'current',
      id.slice(1),
      `${id}0`,
      id.replaceAll('-', ''),
      id.replace('-', ''),
    ];
    const hostile = [
      `${id}\u0000`,
      '\u0000',
      '..',
      "' or 1=1 --",
      'null',
      'undefined',
      '%',
      'g'.repeat(36),
      '🎻',
      'x'.repeat(5000),
    ];
    for (const one of [...wrapped, ...others, ...hostile]) {
      expect(await end(devices[0], encodeURIComponent(one)), one).to.match(/^404 (not-found|no-such-route)$/);
    }
    expect(await worth(devices[0])).to.deep.equal(['in', 'in']);
  });

  it('ASVS 7.4.1 all sessions ended: are worth nothing from the next request on, this one too; those of others go on', async () => {
    const [one, other] = [await person(3), await person()];
    expect(await end(one.devices[0])).to.equal('ended');
    for (const device of one.devices) expect(await worth(device)).to.deep.equal(ended);
    expect(await worth(other.devices[0])).to.deep.equal(['in', 'in']);
    expect(await idsOf(await signIn(one.user.email))).to.have.lengthOf(1);
  });

  it('ASVS 7.4.5 the sessions of an account ended by an admin: are worth nothing; theirs go on, and it is told who did it', async () => {
    const { user, devices } = await person(2);
    const admin = await service().user({ role: 'admin' });
    const token = service().tokenOf(admin);
    const theirs = `/api/v1/users/${user.id}/sessions`;
    for (const _ of ['once', 'again']) {
      expect((await service().call('DELETE', theirs, { token })).status).to.equal(204);
    }
    for (const device of devices) expect(await worth(device)).to.deep.equal(ended);
    expect((await service().call('GET', '/api/v1/users/me', { token })).status).to.equal(200);
    const entries = await auditOf('session.ended', user.id);
    expect(entries.map(({ actor_id, details }) => ({ actor_id, ...details }))).to.have.deep.members(
      devices.map(({ id }) => ({ actor_id: admin.id, reason: 'ended-by-admin', sessionId: id })),
    );
    expect(await idsOf(await signIn(user.email))).to.have.lengthOf(1);
  });

  it('ASVS 7.4.5 the sessions of nobody, or by who is no admin: answers 404 and 403, and ends none', async () => {
    const [one, other] = [await person(), await person()];
    const token = await service().tokenAs('admin');
    for (const id of ['2147483647', '2147483648', '0', 'x']) {
      expect((await service().call('DELETE', `/api/v1/users/${id}/sessions`, { token })).status, id).to.equal(
        404,
      );
    }
    const moderator = await service().tokenAs('moderator');
    for (const by of [one.devices[0].accessToken, moderator]) {
      const { status } = await service().call('DELETE', `/api/v1/users/${other.user.id}/sessions`, {
        token: by,
      });
      expect(status).to.equal(403);
    }
    expect(await worth(other.devices[0])).to.deep.equal(['in', 'in']);
  });
});
