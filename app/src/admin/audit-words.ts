import type { Schemas } from '../api/service.js';
import { fieldLabel, findText, type TextKey, t, valueLabel } from '../texts.js';

export type AuditEntry = Schemas['AuditEntry'];

/** The actions that are not about an item of the catalogue, in the order of the menu. */
export const otherActions = [
  'session.started',
  'session.challenged',
  'session.refused',
  'session.confirmed',
  'session.ended',
  'session.theft',
  'user.created',
  'user.changed',
  'user.role-changed',
  'user.deactivated',
  'user.activated',
  'user.removed',
  'user.email-verified',
  'user.password-refused',
  'user.password-reset',
  'user.password-reset-forced',
  'user.second-factor-added',
  'user.second-factor-refused',
  'user.second-factor-removed',
  'user.recovery-codes-replaced',
  'user.recovery-code-used',
  'key.created',
  'key.renamed',
  'key.removed',
  'service-account.created',
  'service-account.changed',
  'service-account.removed',
  'audit.exported',
  'mail.sent',
  'mail.given-up',
  'import.created',
  'import.uploaded',
  'import.started',
  'import.canceled',
  'import.failed',
  'catalogue.imported',
] as const;

/** The actions on items: `created` is recorded as `movie.created`, `series.created`, and so on. */
export const itemVerbs = ['created', 'changed', 'removed', 'merged'] as const;

/** The label of an action in a menu: `movie.changed` → `Movie changed`. @param nounOf the noun for a kind's name */
export const actionLabel = (action: string, nounOf: (name: string) => string | undefined): string => {
  const [subject = '', verb = ''] = action.split('.');
  const noun = nounOf(subject);
  const text = findText(`audit.action.item.${verb}`);
  if (noun === undefined || text === undefined) return findText(`audit.action.${action}`) ?? action;
  const label = text.replace('{kind}', noun);
  return label.charAt(0).toUpperCase() + label.slice(1);
};

const list = (words: readonly string[]) => new Intl.ListFormat(undefined).format(words);

const word = (value: unknown) => (typeof value === 'string' ? valueLabel(value) : String(value));

const countText = (name: string, count: number): string =>
  findText(`audit.count.${name}`)?.replace('{count}', count.toLocaleString()) ??
  `${count.toLocaleString()} ${valueLabel(name)}`;

/** `{ movies: { created: 120, refused: 2 } }` → `Movies: 120 new and 2 rejected` */
const countsText = (details: AuditEntry['details']): string =>
  Object.entries(details)
    .flatMap(([kind, counts]) => {
      if (typeof counts !== 'object' || counts === null || Array.isArray(counts)) return [];
      const parts = Object.entries(counts)
        .filter(([, count]) => typeof count === 'number' && count > 0)
        .map(([name, count]) => countText(name, count as number));
      if (parts.length === 0) return [];
      return [t('audit.counts', { kind: findText(`kind.${kind}`) ?? kind, counts: list(parts) })];
    })
    .join('. ');

const isOwn = ({ actorId, subjectKind, subjectId }: AuditEntry) =>
  subjectKind === 'user' && subjectId === String(actorId);

/** The keys of the texts that could describe an entry, the most specific one first. */
const textKeys = (entry: AuditEntry): string[] => {
  const { action, details, subjectKind } = entry;
  const { reason, by, invited } = details;
  const verb = action.split('.')[1] ?? '';
  const variants = [reason, by, invited === true && 'invited', isOwn(entry) && 'own'].filter(Boolean);
  const isItem = subjectKind !== null && action === `${subjectKind}.${verb}`;
  return [
    ...variants.map((variant) => `${action}.${variant}`),
    action,
    ...(isItem ? [`item.${verb}`] : []),
    'other',
  ].map((key) => `audit.did.${key}`);
};

/**
 * The sentence that describes an entry. The view replaces the placeholders `{actor}`, `{subject}`, `{into}` and `{key}` with
 * links.
 */
export const sentenceOf = (entry: AuditEntry): string => {
  const { action, details } = entry;
  const key = textKeys(entry).find((one) => findText(one) !== undefined) as TextKey;
  const { fields, role, from, to, kind, reason, permissions } = details;
  return t(key, {
    action,
    counts: countsText(details),
    fields: Array.isArray(fields) ? list(fields.map((name) => fieldLabel(name))) : '',
    permissions: Array.isArray(permissions) ? list(permissions.map(word)) : '',
    ...(role !== undefined && { role: word(role) }),
    ...(from !== undefined && { from: word(from) }),
    ...(to !== undefined && { to: word(to) }),
    ...(kind !== undefined && { kind: word(kind) }),
    ...(reason !== undefined && { reason: word(reason) }),
  }).trim();
};

/** Splits a sentence at these placeholders: `{actor} signed in` → `{actor}`, ` signed in`. */
export const partsOf = (sentence: string): string[] =>
  sentence.split(/(\{(?:actor|subject|into|key)\})/).filter((part) => part !== '');

/** The id in what a person pastes. A whole key must not get into an address, so only the part that is its id is returned. */
export const keyIdIn = (text: string): string => text.replace(/^pdba_/, '').slice(0, 16);
