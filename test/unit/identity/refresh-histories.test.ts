import { expect } from 'chai';
import fc from 'fast-check';
import { runs } from '../../support/thorough.js';
import { attempt, HonestClient, patientAttempt, skew, Thief, use, ways } from './refresh-parties.js';
import { type Presentation, RefreshWorld } from './refresh-world.js';

/** Milliseconds, repeated here so that a change of the rule fails the test. */
const grace = 30_000;

/** How often each result occurred. */
const noCounts = () => ({ advance: 0, repeat: 0, branch: 0, superseded: 0, ended: 0 });

/**
 * Compares each presentation of a history with its expected result, which follows from the tokens used before:
 * the last of them and its successors are valid; a token superseded within the grace period is rejected as superseded; all
 * others are theft. Returns whether there was a theft.
 */
const judge = ({ presentations, parents }: RefreshWorld, counts = noCounts()): boolean => {
  let last: string | null = null;
  let given: { readonly token: string; readonly at: number } | undefined;
  const supersededAt = new Map<string | null, number>();
  let wasTheft = false;

  const expectedError = ({ token, at, late }: Presentation) => {
    if (wasTheft || late) return 'session-ended';
    if (token === last || parents.get(token) === last) return undefined;
    if (at - (supersededAt.get(token) ?? Number.NEGATIVE_INFINITY) < grace) return 'refresh-superseded';
    wasTheft = true;
    return 'session-ended';
  };
  const follow = (token: string, successor: string, at: number) => {
    if (token !== last) {
      supersededAt.set(last, at);
      last = token;
      counts.advance += 1;
    } else if (given !== undefined && at - given.at < grace) {
      expect(successor, 'within the grace it is the same').to.equal(given.token);
      counts.repeat += 1;
      return;
    } else {
      expect(successor, 'after the grace it is another').not.to.equal(given?.token);
      counts.branch += 1;
    }
    given = { token: successor, at };
  };

  for (const presentation of presentations) {
    const { token, at, result } = presentation;
    const expected = expectedError(presentation);
    const history = JSON.stringify(presentations.slice(0, presentations.indexOf(presentation) + 1));
    expect(typeof result === 'string' ? result : undefined, history).to.equal(expected);
    if (typeof result !== 'string') follow(token, result.token, at);
    else counts[result === 'refresh-superseded' ? 'superseded' : 'ended'] += 1;
  }
  return wasTheft;
};

const seed = 20_261_122;
const numRuns = runs(200);

describe(`histories of refreshes (${numRuns} each, fast-check seed ${seed}):`, () => {
  for (const way of ways) {
    it(`an honest client with ${way}: with any network failure: is never logged out`, async () => {
      const counts = noCounts();
      const history = fc.record({
        skew,
        attempts: fc.array(patientAttempt, { minLength: 1, maxLength: 14 }),
      });
      const honest = fc.asyncProperty(history, async ({ skew, attempts }) => {
        const world = new RefreshWorld(skew);
        const client = new HonestClient(world, await world.logIn(), way);
        let start = 0;
        for (const one of attempts) {
          start += one.gap;
          world.in(start, () => client.refresh(one));
        }
        await world.run();
        for (const { late, result } of world.presentations) {
          if (!late) expect(result).not.to.be.oneOf(['session-ended', 'token-invalid']);
        }
        expect(judge(world, counts)).to.equal(false);
        // It can continue with its stored token while the session is live.
        for (let more = 0; more < 3; more += 1) {
          const result = await world.present(client.stored);
          if (world.presentations.at(-1)?.late) expect(result).to.equal('session-ended');
          else expect(result).to.have.property('token');
          if (typeof result !== 'string') client.stored = result.token;
        }
      });
      await fc.assert(honest, { seed, numRuns });
      // Enough responses were lost for the test to prove something.
      for (const kind of ['advance', 'repeat', 'branch', 'superseded', 'ended'] as const) {
        expect(counts[kind], kind).to.be.above(numRuns / 10);
      }
    });

    it(`a thief and a client with ${way}: after both have refreshed: have ended the session`, async () => {
      let noticed = 0;
      const steps = fc.array(fc.oneof(attempt, use), { minLength: 1, maxLength: 8 });
      const history = fc.record({ skew, before: fc.array(attempt, { maxLength: 5 }), steps });
      const theft = fc.asyncProperty(history, async ({ skew, before, steps }) => {
        const world = new RefreshWorld(skew);
        const client = new HonestClient(world, await world.logIn(), way);
        const thief = new Thief(world, client.stored);
        let start = 0;
        for (const one of before) {
          start += one.gap;
          world.in(start, () => client.refresh(one));
        }
        world.in(start, () => {
          thief.token = client.stored;
        });
        for (const one of steps) {
          start += one.gap;
          world.in(start, async () => {
            if ('isLost' in one) await thief.refresh(one.isLost);
            else client.refresh(one);
          });
        }
        await world.run();
        const wasNoticed = judge(world);
        // From now on, each presents its token, more than the grace period apart: the fourth one ends the session at the latest.
        for (let turn = 0; turn < 4; turn += 1) {
          world.time += grace + 1;
          if (turn % 2 === 1) await thief.refresh();
          else client.refresh({ gap: 0, deliveries: [{ delay: 0, back: 0 }], patience: 1 });
          await world.run();
        }
        fc.pre(world.presentations.every(({ late }) => !late));
        if (wasNoticed) noticed += 1;
        expect(judge(world)).to.equal(true);
        for (const token of world.parents.keys())
          expect(await world.present(token)).to.equal('session-ended');
        expect(world.identity.audit.map(({ action }) => action)).to.deep.equal(['session.theft']);
      });
      await fc.assert(theft, { seed, numRuns });
      expect(noticed).to.be.within(numRuns / 10, 0.9 * numRuns);
    });
  }

  it('a thief that always refreshes within the grace period of the client: is not detected, as documented', async () => {
    const world = new RefreshWorld(0);
    const client = new Thief(world, await world.logIn());
    const thief = new Thief(world, client.token);
    for (let round = 0; round < 20; round += 1) {
      world.time += 60_000;
      await client.refresh();
      world.time += grace - 1;
      await thief.refresh();
      expect(thief.token).to.equal(client.token);
    }
    expect(judge(world)).to.equal(false);
    world.time += 60_000;
    await client.refresh();
    world.time += grace;
    for (const party of [thief, client]) expect(await party.refresh()).to.have.property('token');
    expect(await thief.refresh()).to.equal('session-ended');
  });
});
