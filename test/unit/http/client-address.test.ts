import { expect } from 'chai';
import type { Request } from 'express';
import { bareAddress, clientAddress } from '../../../src/adapters/http/client-address.js';

describe('the address of a client', () => {
  it('in an entry of X-Forwarded-For: is without quotes, brackets and port', () => {
    for (const [entry, address] of Object.entries({
      '203.0.113.50': '203.0.113.50',
      '203.0.113.50:41234': '203.0.113.50',
      '203.0.113.50:': '203.0.113.50',
      ' "203.0.113.50:41234"\t': '203.0.113.50',
      '2001:db8::1': '2001:db8::1',
      '[2001:db8::1]': '2001:db8::1',
      '[2001:db8::1]:443': '2001:db8::1',
      '"[2001:db8::1]:443"': '2001:db8::1',
      '::ffff:203.0.113.50': '203.0.113.50',
      '[::FFFF:203.0.113.50]:443': '203.0.113.50',
      '::ffff:cb00:7132': '::ffff:cb00:7132',
    }))
      expect(bareAddress(entry), entry).to.equal(address);
    for (const invalid of ['unknown', '203.0.113.50:http', '"203.0.113.50', '[2001:db8::1]443'])
      expect(bareAddress(invalid)).to.equal(invalid);
  });

  it('of a request: is the given one without its port; if invalid or with a zone, that of the peer', () => {
    const addressOf = (ip: string | undefined) =>
      clientAddress({ ip, socket: { remoteAddress: '192.0.2.1' } } as Request);
    expect(addressOf('203.0.113.50:41234')).to.equal('203.0.113.50');
    expect(addressOf('[2001:db8::1]:443')).to.equal('2001:db8::1');
    for (const ip of ['unknown', '', '999.1.1.1:80', '[]:80', 'fe80::1%eth0', '[fe80::1%eth0]:80', undefined])
      expect(addressOf(ip)).to.equal('192.0.2.1');
    expect(clientAddress({ ip: 'unknown', socket: {} } as Request)).to.equal(null);
  });
});
