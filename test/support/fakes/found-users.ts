import type { User } from '../../../src/core/identity/user.js';
import { folded } from './folded.js';
import { found } from './found.js';

/** The accounts that have a text in them, or else those that are near it, compared one by one. */
export const foundUsers = (users: readonly User[], text: string, limit: number): User[] => {
  const asked = folded(text);
  const scoreOf = (user: User) => {
    const texts = [folded(user.visibleName), folded(user.email)];
    if (texts.includes(asked)) return 3;
    if (texts.some((one) => one.startsWith(asked))) return 2;
    return texts.some((one) => one.includes(asked)) ? 1 : 0;
  };
  const having = users
    .map((user) => ({ user, score: scoreOf(user) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.user.id - other.user.id)
    .map(({ user }) => user);
  const near = () =>
    [({ visibleName }: User) => visibleName, ({ email }: User) => email]
      .flatMap((of) => found(users, of, text, limit))
      .sort((one, other) => other.score - one.score || one.item.id - other.item.id)
      .map(({ item }) => [item.id, item] as const);
  return (having.length > 0 ? having : [...new Map(near()).values()]).slice(0, limit);
};
