import { expect } from 'chai';
import type { Request } from 'express';
import { bareAddress, clientAddress } from '../../../src/adapters/http/client-address.js';

describe('an entry of X-Forwarded-For', () => {
  for (const [entry, address] of [
    ['203.0.113.50', '203.0.113.50'],
    ['203.0.113.50:41234', '203.0.113.50'],
    ['203.0.113.50:', '203.0.113.50'],
    [' "203.0.113.50:41234"\t', '203.0.113.50'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['"[2001:db8::1]:443"', '2001:db8::1'],
    ['::ffff:203.0.113.50', '203.0.113.50'],
    ['[::FFFF:203.0.113.50]:443', '203.0.113.50'],
    ['::ffff:cb00:7132', '::ffff:cb00:7132'],
    ['unknown', 'unknown'],
    ['203.0.113.50:http', '203.0.113.50:http'],
    ['"203.0.113.50', '"203.0.113.50'],
    ['[2001:db8::1]443', '[2001:db8::1]443'],
  ] as const) {
    it(`${entry}: holds the address ${address}`, () => {
      expect(bareAddress(entry)).to.equal(address);
    });
  }
});

describe('the address of a client', () => {
  const addressOf = (ip: string | undefined, remoteAddress: string | undefined = '192.0.2.1') =>
    clientAddress({ ip, socket: { remoteAddress } } as Request);

  it('with a port: is counted without it', () => {
    expect(addressOf('203.0.113.50:41234')).to.equal('203.0.113.50');
    expect(addressOf('[2001:db8::1]:443')).to.equal('2001:db8::1');
  });

  it('that is none, or has a zone: is the address of the peer', () => {
    for (const ip of ['unknown', '', '999.1.1.1:80', '[]:80', 'fe80::1%eth0', '[fe80::1%eth0]:80', undefined])
      expect(addressOf(ip)).to.equal('192.0.2.1');
    expect(clientAddress({ ip: 'unknown', socket: {} } as Request)).to.equal(null);
  });
});
