import { expect } from 'chai';
import type { Presentation, RefreshWorld } from './refresh-world.js';

/** Milliseconds: repeated here, so that a change of the rule fails the test. */
export const grace = 30_000;

/** How often each result occurred. */
export const noCounts = () => ({ advance: 0, repeat: 0, branch: 0, superseded: 0, ended: 0 });

/**
 * Compares each presentation of a history with its expected result, which follows from the tokens used before:
 * the last of them, or a successor of it, is valid; a token superseded within the grace is rejected as that; all else is
 * theft. Returns whether there was one.
 */
export const judge = ({ presentations, parents }: RefreshWorld, counts = noCounts()): boolean => {
  let last: string | null = null;
  let given: { readonly token: string; readonly at: number } | undefined;
  const supersededAt = new Map<string | null, number>();
  let wasTheft = false;

  const refusalOf = ({ token, at, late }: Presentation) => {
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
    const refusal = refusalOf(presentation);
    const told = JSON.stringify(presentations.slice(0, presentations.indexOf(presentation) + 1));
    expect(typeof result === 'string' ? result : undefined, told).to.equal(refusal);
    if (typeof result !== 'string') follow(token, result.token, at);
    else counts[result === 'refresh-superseded' ? 'superseded' : 'ended'] += 1;
  }
  return wasTheft;
};
