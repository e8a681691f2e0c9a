import { expect } from 'chai';
import type { ItemHistory } from '../../../src/core/catalogue/item-history.js';
import type { AuditTrail } from '../../../src/core/shared/audit.js';
import { systemInitiator } from '../../../src/core/shared/audit.js';

/** A history, and the audit trail whose entries it reads. */
export interface HistoryUnderTest {
  readonly history: ItemHistory;
  readonly audit: Pick<AuditTrail, 'record'>;
}

const by = { ...systemInitiator, actorId: 7 };

/** The contract of ItemHistory. */
export const itemHistoryContract = (name: string, opened: () => HistoryUnderTest) => {
  describe(`the history of items in ${name}`, () => {
    it('has the entries with values of one item, newest first, by pages', async () => {
      const { history, audit } = opened();
      const id = 900_000_000 + Math.floor(Math.random() * 1e8);
      const record = (version: number, subject = { kind: 'movie', id }) => {
        const values = { version, before: { title: null }, item: { title: `${version}`, genres: ['war'] } };
        return audit.record({ action: 'movie.changed', subject, values }, by);
      };
      await record(1);
      await audit.record({ action: 'movie.changed', subject: { kind: 'movie', id } }, by);
      await record(7, { kind: 'series', id });
      await record(7, { kind: 'movie', id: id + 1 });
      await record(2);
      await record(3);
      const first = await history.list('movie', id, { limit: 2 });
      const rest = await history.list('movie', id, { limit: 2, after: first.next ?? [] });
      const shown = (version: number) => ({
        version,
        action: 'movie.changed',
        actorId: 7,
        serviceAccountId: null,
        keyId: null,
        before: { title: null },
        item: { title: `${version}`, genres: ['war'] },
      });
      const withoutTime = ({ at, ...one }: { readonly at: string }) => {
        expect(at).to.match(/^\d{4}-.*Z$/);
        return one;
      };
      expect(first.items.map(withoutTime)).to.deep.equal([shown(3), shown(2)]);
      expect(rest.items.map(withoutTime)).to.deep.equal([shown(1)]);
      expect(rest.next).to.equal(null);
    });
  });
};
