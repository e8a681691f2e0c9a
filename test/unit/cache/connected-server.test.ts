import { expect } from 'chai';
import { ConnectedServer } from '../../../src/adapters/redis/connected-server.js';

const ids = { id: 'ours', run: 'run', history: 'history' };
const ours = (epoch: string) => ({ server: 'ours', epoch });
const another = (epoch: string) => ({ server: 'another', epoch });

describe('a connected Redis server', () => {
  it('that is the agreed one: remains so with each poll', () => {
    const server = new ConnectedServer(ids);
    expect([server.compare(ours('1')), server.compare(ours('1'))]).to.deep.equal(['agreed', 'agreed']);
    expect(server.isAgreed).to.equal(true);
  });

  it('new, while another is the agreed one: is proposed until the database has decided, and no longer if it was rejected', () => {
    const [winner, loser] = [new ConnectedServer(ids), new ConnectedServer(ids)];
    for (const server of [winner, loser])
      expect([server.compare(another('1')), server.compare(another('1'))]).to.deep.equal([
        'proposed',
        'proposed',
      ]);
    expect(winner.isAgreed).to.equal(false);
    expect(winner.compare(ours('2'))).to.equal('agreed');
    const polls = [loser.compare(another('2')), loser.compare(another('2'))];
    expect(polls).to.deep.equal(['not agreed', 'not agreed']);
  });

  it('that was the agreed one and is replaced: is not proposed again, and becomes the agreed one only if the others propose it', () => {
    const server = new ConnectedServer(ids);
    server.compare(ours('1'));
    expect([server.compare(another('2')), server.isAgreed]).to.deep.equal(['not agreed', false]);
    expect([server.compare(ours('3')), server.isAgreed]).to.deep.equal(['agreed', true]);
  });
});
