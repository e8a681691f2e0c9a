import { expect } from 'chai';
import { TestService } from '../../support/service.js';
import { rsaPair, written } from '../../unit/crypto/forging.js';

describe('a signing key of 2048 bits', () => {
  it('ASVS 11.2.3 on a start: is accepted with a warning', async () => {
    const { privateKeyFile, publicKeyFile } = written(rsaPair);
    const service = await TestService.start({
      JWT__PRIVATE_KEY: privateKeyFile,
      JWT__PUBLIC_KEY: publicKeyFile,
    });
    expect(service.log.filter(({ level }) => level === 'warn').map(({ message }) => message)).to.include(
      'the RSA signing key has less than 3072 bits: replace it with npm run keys:rotate',
    );
    await service.stop();
  });

  it('ASVS 11.2.3 of 3072 bits, as they are made: is accepted without', async () => {
    const service = await TestService.start();
    expect(service.log.map(({ message }) => message)).to.not.include(
      'the RSA signing key has less than 3072 bits: replace it with npm run keys:rotate',
    );
    await service.stop();
  });
});
