import { expect } from 'chai';
import { ids } from '../../src/composition/service-ids.js';
import { unconnectedContainer } from '../support/all-routes.js';

describe('the container', () => {
  const container = unconnectedContainer();

  for (const [name, id] of Object.entries(ids)) {
    it(`${name}: resolved twice: returns the same object`, () => {
      const service = container.get<unknown>(id as never);
      expect(service).to.not.equal(undefined);
      expect(container.get<unknown>(id as never)).to.equal(service);
    });
  }
});
