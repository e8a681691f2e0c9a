import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { EmailJob, MailQueue } from '../../../src/core/identity/mail-queue.js';
import type { OneTimeTokenRepository } from '../../../src/core/identity/one-time-token-repository.js';
import type { UserRepository } from '../../../src/core/identity/user-repository.js';
import type { Repositories } from '../../../src/core/repositories.js';
import type { UnitOfWork } from '../../../src/core/shared/unit-of-work.js';
import { account, by } from './fixtures.js';

export interface MailUnderTest {
  readonly users: UserRepository;
  readonly mails: MailQueue;
  readonly oneTimeTokens: OneTimeTokenRepository;
  readonly work: UnitOfWork<Repositories>;
}

/** The contract of MailQueue. No other test uses the queue. */
export const mailQueueContract = (name: string, opened: () => MailUnderTest) => {
  describe(`the mail queue in ${name}`, () => {
    const [now, later] = [0, 3600];
    const job = (to: string, userId: number | null = null): EmailJob => ({ kind: 'reset', userId, to, by });
    /** The database may round the due time up to the next millisecond. */
    const passes = <T>(done: Promise<T>) => done.finally(() => sleep(2));
    const add = (one: EmailJob) => passes(opened().mails.add(one));
    const claimed = async (lease = later) => (await opened().mails.claim(lease))?.to;
    const empty = async () => {
      for (
        let one = await opened().mails.claim(later);
        one !== undefined;
        one = await opened().mails.claim(later)
      )
        await opened().mails.remove(one.id);
    };
    beforeEach(empty);

    it('claim: an added email: returns it unchanged, and only once', async () => {
      const { id: userId } = await opened().users.add(account());
      const added = job('ada@example.com', userId);
      await add(added);
      const { id, ...rest } = (await opened().mails.claim(later)) ?? {};
      expect(rest).to.deep.equal({ ...added, attempts: 1 });
      expect(id).to.be.a('string');
      expect(await claimed()).to.equal(undefined);
    });

    it('claim: of several jobs: returns the oldest first', async () => {
      for (const to of ['one', 'two', 'three']) {
        await add(job(to));
        await sleep(5);
      }
      expect([await claimed(), await claimed(), await claimed()]).to.deep.equal(['one', 'two', 'three']);
    });

    it('claim: by ten at once: returns each job once', async () => {
      const all = Array.from({ length: 10 }, (_, i) => `person ${i}`);
      for (const to of all) await add(job(to));
      const got = await Promise.all(all.map(() => claimed()));
      // A worker that competes with another one for a job may get none, and tries again.
      while (got.includes(undefined)) got[got.indexOf(undefined)] = await claimed();
      expect(got).to.have.members(all);
    });

    it('claim: after the end of the lease: returns the job again, and counts the attempts', async () => {
      await add(job('ada@example.com'));
      const first = await passes(opened().mails.claim(now));
      const second = await opened().mails.claim(later);
      expect([first?.attempts, second?.attempts]).to.deep.equal([1, 2]);
      expect(second?.id).to.equal(first?.id);
      expect(await claimed()).to.equal(undefined);
    });

    it('postpone: until later: nobody can claim it; until now: anybody can', async () => {
      await add(job('ada@example.com'));
      const { id = '' } = (await passes(opened().mails.claim(now))) ?? {};
      await opened().mails.postpone(id, later);
      expect(await claimed()).to.equal(undefined);
      await passes(opened().mails.postpone(id, now));
      expect(await claimed()).to.equal('ada@example.com');
    });

    it('remove: removes the job; an unknown one: does nothing', async () => {
      await add(job('ada@example.com'));
      const { id = '' } = (await passes(opened().mails.claim(now))) ?? {};
      await opened().mails.remove(id);
      await opened().mails.remove(id);
      await passes(opened().mails.postpone(id, now));
      expect(await claimed()).to.equal(undefined);
    });

    it('remove all: to an address in another case: removes requests of guests, and none of a user', async () => {
      const { id: userId } = await opened().users.add(account());
      for (const to of ['Zoë@example.com', 'ＺOE\u0308@EXAMPLE.com', 'zoe@example.com']) await add(job(to));
      await add(job('zoë@example.com', userId));
      await opened().mails.removeAllTo('zoë@example.com');
      expect([await claimed(), await claimed(), await claimed()]).to.deep.equal([
        'zoe@example.com',
        'zoë@example.com',
        undefined,
      ]);
    });

    it('remove replaced: of a user and some kinds: leaves that job, other kinds and other people', async () => {
      const [ada, bob] = [await opened().users.add(account()), await opened().users.add(account())];
      const jobs: EmailJob[] = [
        { kind: 'reset', userId: null, to: 'Ada@example.com', by },
        { kind: 'forced-reset', userId: ada.id, to: 'ada@example.com', by },
        { kind: 'reset', userId: null, to: 'ADA@example.com', by },
        { kind: 'verification', userId: ada.id, to: 'ada@example.com', by },
        { kind: 'forced-reset', userId: bob.id, to: 'ada@example.com', by },
        { kind: 'reset', userId: null, to: 'bob@example.com', by },
      ];
      for (const job of jobs) await add(job);
      const { id = '' } = (await opened().mails.claim(now)) ?? {};
      const kinds = ['reset', 'forced-reset'] as const;
      await passes(opened().mails.removeReplaced({ id, kinds, userId: ada.id, email: 'ada@EXAMPLE.com' }));
      const left = [];
      for (let one = await opened().mails.claim(later); one; one = await opened().mails.claim(later))
        left.push(`${one.kind} ${one.to}`);
      expect(left).to.have.members([
        'reset Ada@example.com',
        'verification ada@example.com',
        'forced-reset ada@example.com',
        'reset bob@example.com',
      ]);
    });

    it('forget addresses: of a user: removes the IP addresses of their requests, and no others', async () => {
      for (const actorId of [7, 77, null]) await add({ ...job('ada@example.com'), by: { ...by, actorId } });
      await opened().mails.forgetAddressesOf(7);
      const left = [];
      for (let i = 0; i < 3; i += 1) left.push((await opened().mails.claim(later))?.by);
      expect(left).to.have.deep.members([
        { ...by, actorId: 7, ip: null },
        { ...by, actorId: 77 },
        { ...by, actorId: null },
      ]);
    });
  });
};
