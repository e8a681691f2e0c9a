import { expect } from 'chai';
import fc from 'fast-check';
import { networkOf } from '../../../src/core/shared/network.js';

describe('the network of an address', () => {
  const same: readonly (readonly [string, string, string])[] = [
    ['two addresses of one /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['one address, written in two ways', '2001:DB8:0:0:1::1', '2001:0db8::0001:0:0:1'],
    ['an IPv4 address, and the same in IPv6', '192.0.2.1', '::ffff:192.0.2.1'],
    ['the same, written in hexadecimal', '192.0.2.1', '::ffff:c000:201'],
    ['the same, written out', '192.0.2.1', '0:0:0:0:0:FFFF:C000:0201'],
    ['two link-local addresses', 'fe80::1', 'fe80:0:0:0:aaaa::1'],
    ['IPv6 that ends like IPv4', '2001:db8:1:2:3:4:192.0.2.1', '2001:db8:1:2:5:6:7:8'],
  ];
  it('of addresses of one network or in several forms: is the same', () => {
    for (const [name, one, other] of same) expect(networkOf(one), name).to.equal(networkOf(other));
  });

  const different: readonly (readonly [string, string, string])[] = [
    ['two IPv4 addresses', '192.0.2.1', '192.0.2.2'],
    ['two of them in IPv6', '::ffff:192.0.2.1', '::ffff:192.0.2.2'],
    ['two /64 of one /48', '2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['zeros left out in other places', '2001:db8::1:0:0:1', '2001:db8:0:1::1'],
    ['an IPv4 address and an unknown one', '192.0.2.1', ''],
  ];
  it('of other addresses: differs', () => {
    for (const [name, one, other] of different) expect(networkOf(one), name).to.not.equal(networkOf(other));
  });

  it('of any IPv6 address: depends on its first four groups, and on nothing else', () => {
    const group = fc.integer({ min: 1, max: 0xfffe });
    const groups = fc.array(group, { minLength: 8, maxLength: 8 });
    const written = (all: number[]) => all.map((one) => one.toString(16)).join(':');
    fc.assert(
      fc.property(groups, groups, (one, other) => {
        const neighbour = [...one.slice(0, 4), ...other.slice(4)];
        expect(networkOf(written(neighbour))).to.equal(networkOf(written(one)));
        const stranger = [...one.slice(0, 3), (one[3] as number) ^ 1, ...one.slice(4)];
        expect(networkOf(written(stranger))).to.not.equal(networkOf(written(one)));
      }),
    );
  });
});
