import { isSame } from '../api/changes.js';
import type { Kind } from '../api/kinds.js';
import type { Schemas } from '../api/service.js';
import { fieldLabel, type TextKey, t, valueLabel } from '../texts.js';

/** An account, as admins see it. */
export type Person = Schemas['User'];

export const peoplePath = '/api/v1/users';
export const roles = ['user', 'moderator', 'admin'] as const;

const sorts = ['id', 'visibleName', 'email', 'createdAt'];
const filters = ['role', 'active', 'emailVerified'];
const both = (field: string) => [field, `-${field}`];

/** The list of accounts, described like a kind of the catalogue. A filter can be combined with the sort by id only. */
export const people: Kind = {
  name: 'user',
  plural: 'users',
  path: peoplePath,
  namedBy: 'visibleName',
  references: [],
  searchFilters: [],
  combinations: [
    { filters: [], optionalFilters: [], sort: sorts.flatMap(both) },
    ...filters.map((filter) => ({ filters: [filter], optionalFilters: [], sort: both('id') })),
  ],
  fields: [],
  draft: [],
  parameters: [],
};

export const stateText = ({ active }: Pick<Person, 'active'>): string =>
  t(active ? 'people.active' : 'people.suspended');

const shown = {
  visibleName: String,
  email: String,
  role: valueLabel,
  active: (active: boolean) => stateText({ active }),
};

/** In words, what is different in two versions of an account. */
export const changesOf = (before: Person, now: Person): string[] =>
  Object.entries(shown).flatMap(([name, textOf]) => {
    const [old, current] = [before[name as keyof Person], now[name as keyof Person]];
    if (isSame(old, current)) return [];
    const text = textOf as (value: unknown) => string;
    const field = name === 'active' ? t('people.state') : fieldLabel(name);
    return [t('people.change', { field, before: text(old), now: text(current) })];
  });

/** What a role allows. */
export const roleAdvice = (role: string): string => t(`people.role.${role}` as TextKey);
