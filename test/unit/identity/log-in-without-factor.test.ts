import { expect } from 'chai';
import { account, password } from './accounts.js';
import { device, logIn } from './logging-in.js';

describe('log in to an account without a second factor', () => {
  it('reads nothing of it', async () => {
    const { users, work, use } = logIn();
    const { email } = await users.add(account());
    const read: string[] = [];
    const run = work.run.bind(work);
    work.run = (todo) =>
      run((all) =>
        todo(
          new Proxy(all, {
            get: (target, name) => {
              read.push(String(name));
              return Reflect.get(target, name);
            },
          }),
        ),
      );
    await use.run({ email, password }, device());
    expect(new Set(read)).to.deep.equal(new Set(['users', 'audit', 'sessions']));
  });
});
