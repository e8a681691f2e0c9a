import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import { OwnChanges } from '../../src/adapters/knex/own-changes.js';
import { eventually, useDatabase } from './contracts/fixtures.js';

describe('the changes of the only instance', () => {
  const database = useDatabase();

  it('after an abandoned statement of a request: are read again without its context', async () => {
    const { knex } = database();
    const context = new AsyncLocalStorage<string>();
    const contexts: unknown[] = [];
    const changes = new OwnChanges(knex, {
      revocations: () => contexts.push(context.getStore()),
      cache: async () => undefined,
    });
    await changes.start();
    context.run('a request', () => knex.client.emit('abandoned'));
    await eventually(() => contexts.length === 2 && !changes.isLagging(), 'the changes were read again');
    expect(contexts).to.deep.equal([undefined, undefined]);
    await changes.stop();
  });
});
