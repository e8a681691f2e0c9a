import { expect } from 'chai';
import { type KeyOwner, ofServiceAccount, ofUser } from '../../../src/core/identity/api-key.js';
import { ChangePassword } from '../../../src/core/identity/change-password.js';
import { requireLiveSession } from '../../../src/core/identity/live-session.js';
import { ManageKeys } from '../../../src/core/identity/manage-keys.js';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { RemoveOwnAccount } from '../../../src/core/identity/remove-own-account.js';
import { FakeKeySecrets } from '../../support/fakes/fake-key-secrets.js';
import { errorOf } from '../rejections.js';
import { password, policy } from './accounts.js';
import { setUp } from './owner-of-factor.js';

type World = Awaited<ReturnType<typeof setUp>>;

/** What ends the session of a caller, after the request was authenticated. */
const ends: Record<string, (world: World) => Promise<unknown>> = {
  'that was ended': ({ sessions, ada, clock }) => sessions.end({ userId: ada.id, id: 'here' }, clock.now()),
  'that has expired': async ({ clock }) => clock.pass(3600),
  'of an inactive account': ({ users, ada }) =>
    users.change(ada.id, (current) => ({ ...current, active: false })),
};

const newPassword = 'eight louder trumpets';

/** The changes of the own account that could give it to somebody else, or lock its owner out. */
const changes: Record<string, (world: World) => Promise<unknown>> = {
  'change the own email': ({ users, work, confirmOwner, mailer, clock, caller, initiator }) =>
    new OwnAccount(users, work, confirmOwner, mailer, clock).change(
      caller,
      { email: 'other@example.com', currentPassword: password },
      undefined,
      initiator,
    ),
  'change the own password': ({ users, work, confirmPassword, hasher, clock, caller, initiator }) =>
    new ChangePassword(users, work, confirmPassword, hasher, policy, clock).run(
      caller,
      { currentPassword: password, newPassword },
      initiator,
    ),
  'remove the own account': ({ users, work, confirmOwner, clock, caller, initiator }) =>
    new RemoveOwnAccount(users, work, confirmOwner, clock).run(caller, password, initiator),
  'begin to set an authenticator app up': ({ setUpTotp, caller, initiator }) =>
    setUpTotp.begin(caller, password, initiator),
  'replace recovery codes': async ({ replaceCodes, users, ada, proven, initiator }) => {
    await users.change(ada.id, (current) => ({ ...current, secondFactor: true }));
    return replaceCodes.run(proven, initiator);
  },
  'create an API key': (world) => createKey(world, ofUser(world.ada.id)),
  'create a key of a service account': async (world) => {
    const account = await world.work.serviceAccounts.add({ name: 'importer', role: 'user' });
    return createKey(world, ofServiceAccount(account.id));
  },
};

/** Creates a key, which would outlive the session. */
const createKey = ({ work, clock, caller, initiator }: World, owner: KeyOwner) => {
  const reader = { find: async () => undefined, list: async () => ({ items: [], next: null }) };
  const permissions = permissionTable({ publicReads: true });
  const keys = new ManageKeys(reader, work, new FakeKeySecrets(), permissions, clock);
  return keys.create(caller, owner, { name: 'A dashboard', permissions: ['catalogue:read'] }, initiator);
};

const message = 'This session has ended: log in again.';

describe('a live session', () => {
  it('is one of the caller: another one is rejected', async () => {
    const { work, caller, clock, add } = await setUp();
    const bob = await add('bob');
    const require = (userId: number) =>
      work.run((all) => requireLiveSession(all, { ...caller, userId }, clock.now()));
    await require(caller.userId);
    expect(await errorOf(() => require(bob.id))).to.include({ code: 'session-ended', message });
  });

  for (const [name, change] of Object.entries(changes))
    for (const [which, end] of Object.entries(ends))
      it(`ASVS 7.4.1, ${name}, in a session ${which}: is rejected, and changes nothing`, async () => {
        const world = await setUp();
        const { users, ada, work, emailJobs } = world;
        await end(world);
        expect(await errorOf(() => change(world))).to.include({ code: 'session-ended', message });
        const { email, pendingEmail, passwordHash } = ada;
        expect(await users.find(ada.id)).to.include({ email, pendingEmail, passwordHash });
        expect([await work.totpFactors.find(ada.id), await work.recoveryCodes.count(ada.id)]).to.deep.equal([
          undefined,
          0,
        ]);
        expect([work.audit, emailJobs(), work.keyRows.keys.size]).to.deep.equal([[], [], 0]);
      });
});
