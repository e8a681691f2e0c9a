import { expect } from 'chai';
import { assessRefreshToken } from '../../../src/core/identity/refresh-rotation.js';
import type { LockedSession, RefreshTokenUse } from '../../../src/core/identity/session-repository.js';
import { aHash, aSession, type SessionsUnderTest, signedIn } from './sessions-under-test.js';

const unused = { salt: null, saltedAt: null, usedAt: null, supersededAt: null };

/** Times of the database are kept in whole milliseconds. */
const isBetween = (time: Date | null | undefined, [from, to]: readonly [Date, Date]) => {
  expect(time?.getTime()).to.be.within(from.getTime() - 1, to.getTime() + 1);
};

/** The contract of SessionRepository: refresh tokens. */
export const sessionRotationContract = (name: string, opened: () => SessionsUnderTest) => {
  describe(`refresh tokens in ${name}`, () => {
    /** Locks by a hash in a unit of work. */
    const lock = (hash: string) => opened().work.run(({ sessions }) => sessions.lockByToken(hash));
    const held = async (hash: string) => {
      const found = await lock(hash);
      expect(found).not.to.equal(undefined);
      return found as LockedSession;
    };
    /** Rotates in a unit of work. Returns the time of the database before and after. */
    const rotate = async (rotation: RefreshTokenUse) => {
      const before = (await held(rotation.hash)).now;
      await opened().work.run(({ sessions }) => sessions.rotate(rotation));
      return [before, (await held(rotation.hash)).now] as const;
    };
    /** A session whose first token was used, and has an unused child. */
    const used = async () => {
      const { user, session, first } = await signedIn(opened());
      const child = aHash();
      const firstUse = { sessionId: session.id, hash: first, salt: 'salt one', childHash: child };
      const when = await rotate({ ...firstUse, supersedes: null });
      return { user, session, first, child, when };
    };

    it('lock: by an unknown hash: finds nothing', async () => {
      for (const hash of [aHash(), '', `' or true --`]) expect(await lock(hash)).to.equal(undefined);
    });

    it('lock: by the first token: returns the session, its user, and an unused token', async () => {
      const { user, session, first } = await signedIn(opened(), { ip: '192.0.2.7', userAgent: 'A browser' });
      const { now, ...rest } = await held(first);
      const token = { hash: first, parentHash: null, ...unused };
      const refreshes = { count: 0, since: null };
      expect(rest).to.deep.equal({ session, ended: false, head: null, token, user, refreshes });
      expect(Math.abs(now.getTime() - Date.now())).to.be.below(60_000);
      const { now: _, ...outside } = (await opened().sessions.lockByToken(first)) as LockedSession;
      expect(outside).to.deep.equal(rest);
    });

    it('rotate: the first use of the first token: makes it the head, with an unused child', async () => {
      const { session, first, child, when } = await used();
      const { token, head } = await held(first);
      const { saltedAt, usedAt, ...rest } = token;
      expect(rest).to.deep.equal({ hash: first, parentHash: null, salt: 'salt one', supersededAt: null });
      for (const time of [saltedAt, usedAt]) isBetween(time, when);
      expect(head).to.equal(first);
      const of = await held(child);
      expect(of.token).to.deep.equal({ hash: child, parentHash: first, ...unused });
      expect([of.head, of.session]).to.deep.equal([first, session]);
    });

    it('rotate: the first use of a child: supersedes its parent, and removes its salt', async () => {
      const { session, first, child } = await used();
      const before = (await held(first)).token;
      const rotation = { sessionId: session.id, hash: child, salt: 'salt two', childHash: aHash() };
      const when = await rotate({ ...rotation, supersedes: first });
      const { supersededAt, ...after } = (await held(first)).token;
      const { supersededAt: _, ...unchanged } = before;
      expect(after).to.deep.equal({ ...unchanged, salt: null });
      isBetween(supersededAt, when);
      const { token, head } = await held(child);
      expect(token).to.deep.include({ salt: 'salt two', parentHash: first, supersededAt: null });
      for (const time of [token.saltedAt, token.usedAt]) isBetween(time, when);
      expect(head).to.equal(child);
      expect((await held(rotation.childHash)).token.parentHash).to.equal(child);
    });

    it('rotate: the head again: gives it another salt and child, and changes nothing else', async () => {
      const { session, first, child } = await used();
      const before = (await held(first)).token;
      const sibling = aHash();
      const again = { sessionId: session.id, hash: first, salt: 'salt two', childHash: sibling };
      const when = await rotate(again);
      const { token, head } = await held(first);
      expect(token).to.deep.equal({ ...before, salt: 'salt two', saltedAt: token.saltedAt });
      isBetween(token.saltedAt, when);
      expect(token.saltedAt?.getTime()).to.be.at.least(before.saltedAt?.getTime() as number);
      expect(head).to.equal(first);
      for (const hash of [child, sibling]) {
        expect((await held(hash)).token).to.deep.equal({ hash, parentHash: first, ...unused });
      }
    });

    describe('of a family', () => {
      /** Returns a session with a family, and the hashes of its tokens in order. All but the last one were used. */
      const family = async () => {
        const { sessions } = opened();
        const { user } = await signedIn(opened());
        const [name, hashes] = [aHash(), [aHash()]];
        const session = aSession(user.id);
        await sessions.add(session, hashes[0] as string, name);
        const use = async () => {
          const [parent, head] = [hashes.at(-1) as string, hashes.at(-2) ?? null];
          const childHash = aHash();
          hashes.push(childHash);
          const rotation = { sessionId: session.id, hash: parent, salt: 'salt', childHash, supersedes: head };
          await opened().work.run((repositories) => repositories.sessions.rotate(rotation));
        };
        const known = async () => {
          const found = await Promise.all(hashes.map((hash) => sessions.lockByToken(hash)));
          return hashes.filter((_, i) => found[i] !== undefined);
        };
        return { session, name, hashes, use, known };
      };

      it('rotate: keeps the tokens superseded within the grace, and removes them after it', async () => {
        const { name, hashes, use, known } = await family();
        for (let i = 0; i < 3; i += 1) await use();
        expect(await known()).to.deep.equal(hashes);
        for (const hash of hashes.slice(0, 2)) await opened().supersedeEarlier(hash, 30_000);
        await use();
        expect(await known()).to.deep.equal(hashes.slice(2));
        const { token, ended } = (await opened().sessions.lockByToken(
          hashes[0] as string,
          name,
        )) as LockedSession;
        expect([token.hash, ended]).to.deep.equal([hashes[0], false]);
        expect(assessRefreshToken(token, hashes[3] as string, new Date())).to.equal('theft');
      });

      it('rotate: removes siblings of the used token, and keeps those of the head', async () => {
        const { session, hashes, use, known } = await family();
        await use();
        const [first = '', chosen = ''] = hashes;
        const siblings = [aHash(), aHash()];
        for (const childHash of siblings) {
          const again = { sessionId: session.id, hash: first, salt: 'other', childHash };
          await opened().work.run(({ sessions }) => sessions.rotate(again));
        }
        hashes.unshift(...siblings);
        expect(await known()).to.deep.equal([...siblings, first, chosen]);
        await use();
        expect(await known()).to.deep.equal(hashes.slice(2));
      });

      it('rotate: keeps tokens of other sessions, and those without a family', async () => {
        const { session, hashes, use, known } = await family();
        const other = await family();
        await other.use();
        const { session: plain, first, child } = await used();
        const again = {
          sessionId: plain.id,
          hash: child,
          salt: 'salt',
          childHash: aHash(),
          supersedes: first,
        };
        await rotate(again);
        for (const hash of [first, other.hashes[0] as string]) await opened().supersedeEarlier(hash, 60_000);
        await rotate({ ...again, hash: again.childHash, childHash: aHash(), supersedes: child });
        await use();
        await use();
        expect((await held(first)).session.id).to.equal(plain.id);
        expect(await other.known()).to.deep.equal(other.hashes);
        expect(await known()).to.deep.equal(hashes);
        expect((await held(hashes[0] as string)).session).to.deep.equal(session);
      });

      it('lock: by an unknown token of the family: finds the session; by another family: finds nothing', async () => {
        const { session, name } = await family();
        const unknown = aHash();
        const found = await opened().work.run(({ sessions }) => sessions.lockByToken(unknown, name));
        expect(found?.session).to.deep.equal(session);
        expect(found?.token.hash).to.equal(unknown);
        const { first } = await signedIn(opened());
        expect((await opened().sessions.lockByToken(first, name))?.session.id).to.not.equal(session.id);
        for (const other of [aHash(), '', undefined])
          expect(await opened().sessions.lockByToken(unknown, other)).to.equal(undefined);
      });
    });
  });
};
