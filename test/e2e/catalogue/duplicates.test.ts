import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator, kinds, useReferencedItems } from './kinds.js';

describe('GET /{kind}/duplicates', () => {
  const service = useService();
  useReferencedItems(service);
  const { send, token } = asModerator(service);
  const duplicates = (path: string) => service().call('GET', `/api/v1/${path}`, { token: token() });

  for (const { plural, minimal } of kinds)
    it(`of ${plural}: pages of groups; with a cursor of another kind: 400`, async () => {
      const [field] = Object.keys(minimal) as [string];
      for (const name of ['À A', 'a a', 'A b', 'a B'])
        await send('POST', `/${plural}`, { ...minimal, [field]: name });
      const { body } = await duplicates(`${plural}/duplicates?limit=1`);
      const [group] = body.items;
      expect([group.name, group.year, group.count]).to.deep.equal(['a a', null, 2]);
      expect(group.items.map((item: Record<string, unknown>) => item[field])).to.deep.equal(['À A', 'a a']);
      const cursor = body.page.nextCursor;
      const rest = await duplicates(`${plural}/duplicates?cursor=${cursor}`);
      expect(rest.body.items[0].name).to.equal('a b');
      const other = kinds.find((kind) => kind.plural !== plural)?.plural;
      expect((await duplicates(`${other}/duplicates?cursor=${cursor}`)).body.code).to.equal('bad-cursor');
    });
});
