import { maxSkewMs } from '../../adapters/knex/poll-time.js';
import { type Finding, failure, ok, warning } from './finding.js';

/** Milliseconds from which a difference is more than that of synchronized clocks. */
const notableMs = 1_000;

/** @param server `the database` @param skew milliseconds by which its clock differs from that of this host */
export const clockFinding = (server: string, skew: number): Finding => {
  const text = `the clocks of this host and of ${server} differ by ${(skew / 1_000).toFixed(1)} s`;
  const todo = 'Synchronize both with NTP';
  if (skew > maxSkewMs)
    return failure('clock', `${text}. More than ${maxSkewMs / 1_000} s are not supported. ${todo}`);
  return skew > notableMs ? warning('clock', `${text}. ${todo}`) : ok('clock', text);
};
