import { expect } from 'chai';
import { ConnectedServer } from '../../../src/adapters/redis/connected-server.js';

const ids = { id: 'ours', run: 'run', history: 'history' };
const ours = (epoch: string) => ({ server: 'ours', epoch });
const another = (epoch: string) => ({ server: 'another', epoch });

describe('a connected Redis server', () => {
  it('that is in force: remains in force with each poll', () => {
    const server = new ConnectedServer(ids);
    expect([server.compare(ours('1')), server.compare(ours('1'))]).to.deep.equal(['in force', 'in force']);
    expect(server.isInForce).to.equal(true);
  });

  it('new, while another is in force: is proposed until the database has decided, and no longer if it was rejected', () => {
    const [winner, loser] = [new ConnectedServer(ids), new ConnectedServer(ids)];
    for (const server of [winner, loser])
      expect([server.compare(another('1')), server.compare(another('1'))]).to.deep.equal([
        'proposed',
        'proposed',
      ]);
    expect(winner.isInForce).to.equal(false);
    expect(winner.compare(ours('2'))).to.equal('in force');
    const polls = [loser.compare(another('2')), loser.compare(another('2'))];
    expect(polls).to.deep.equal(['not in force', 'not in force']);
  });

  it('that was in force and is replaced: is not proposed a second time, and in force only if the others agree', () => {
    const server = new ConnectedServer(ids);
    server.compare(ours('1'));
    expect([server.compare(another('2')), server.isInForce]).to.deep.equal(['not in force', false]);
    expect([server.compare(ours('3')), server.isInForce]).to.deep.equal(['in force', true]);
  });
});
