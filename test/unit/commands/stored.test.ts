import { expect } from 'chai';
import { keyFileLines } from '../../../src/commands/stored.js';
import { read } from '../composition/reading.js';

describe('the files that backup, restore and db:move name', () => {
  it('are those of the signing keys, of the accepted ones and of the sealing key, one per line', () => {
    const settings = read({
      JWT__PRIVATE_KEY: '/k/private.pem',
      JWT__PUBLIC_KEY: '/k/public.pem',
      JWT__ACCEPTED_PUBLIC_KEYS: '/k/next.pem,/k/previous.pem:ES256',
      MFA__KEY_FILE: '/k/mfa.key',
    });
    expect(keyFileLines(settings).split('\n')).to.deep.equal([
      '  /k/private.pem',
      '  /k/public.pem',
      '  /k/next.pem',
      '  /k/previous.pem:ES256',
      '  /k/mfa.key',
    ]);
  });
});
