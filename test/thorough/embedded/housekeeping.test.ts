import { useEmbeddedDatabase } from '../../integration/contracts/embedded.js';
import { changeHousekeepingContract } from '../../integration/contracts/housekeeping-of-changes.js';
import { housekeepingContract } from '../../integration/contracts/housekeeping-of-rows.js';
import { personalDataContract } from '../../integration/contracts/personal-data.js';
import { sealedSecretsContract } from '../../integration/contracts/sealed-secrets.js';

const name = 'the embedded database';

describe('housekeeping of the embedded database', () => {
  housekeepingContract(name, useEmbeddedDatabase());
  changeHousekeepingContract(name, useEmbeddedDatabase());
});

describe('personal data and sealed secrets in the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  personalDataContract(name, embedded);
  sealedSecretsContract(name, () => embedded().knex);
});
