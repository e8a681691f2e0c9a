import { Link } from 'react-router-dom';
import { useCatalogue } from '../catalogue.js';
import { t } from '../texts.js';
import { trailOf } from '../views/trail-address.js';
import { type AuditEntry, partsOf, sentenceOf } from './audit-words.js';
import { EntryValues, hasValues } from './entry-values.js';
import { ItemLink } from './item-link.js';
import { KeyLink } from './key-link.js';
import PersonLink from './person-link.js';
import { ServiceAccountLink } from './service-account-link.js';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** The entries of each day of the browser's calendar, in their order. */
const byDay = (entries: readonly AuditEntry[]): [day: string, entries: AuditEntry[]][] => {
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const name = day.format(new Date(entry.at));
    days.set(name, [...(days.get(name) ?? []), entry]);
  }
  return [...days];
};

interface TrailProps {
  readonly entries: readonly AuditEntry[];
  /** The heading of a day, one level below that of the section. */
  readonly heading?: 'h2' | 'h3';
}

/** Audit entries in words, by day. */
export const Trail = ({ entries, heading: Heading = 'h2' }: TrailProps) => (
  <div className="trail">
    {byDay(entries).map(([name, all]) => (
      <section key={name}>
        <Heading>{name}</Heading>
        <ol>
          {all.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      </section>
    ))}
  </div>
);

const Entry = ({ entry }: { entry: AuditEntry }) => {
  const { at, action, ip, requestId, keyId } = entry;
  return (
    <li className={/refused|theft|given-up|failed/.test(action) ? 'notable' : undefined}>
      <time dateTime={at}>{time.format(new Date(at))}</time>
      <div>
        <p>
          {partsOf(sentenceOf(entry)).map((part) => (
            <Part key={part} part={part} entry={entry} />
          ))}
        </p>
        <p className="hint">
          <code>{action}</code>
          {ip !== null && <> · {t('audit.fromAddress', { ip })}</>}
          {keyId !== null && (
            <>
              {' · '}
              {t('audit.withKey')} <KeyLink id={keyId} />
            </>
          )}
          {requestId !== null && (
            <>
              {' · '}
              <Link to={trailOf({ requestId })}>{t('audit.sameRequest')}</Link>
            </>
          )}
        </p>
        {hasValues(entry) && <EntryValues entry={entry} />}
      </div>
    </li>
  );
};

const Part = ({ part, entry }: { part: string; entry: AuditEntry }) => {
  const { subjectKind, subjectId, details } = entry;
  if (part === '{actor}') return <Actor entry={entry} />;
  if (part === '{subject}') return <Subject kind={subjectKind} id={Number(subjectId)} />;
  if (part === '{into}') return <Subject kind={subjectKind} id={Number(details.into)} />;
  if (part === '{key}') return <KeyLink id={String(details.keyId)} />;
  return part;
};

/** Requests have an address; what the service or its operator does has none. */
const Actor = ({ entry: { actorId, serviceAccountId, ip } }: { entry: AuditEntry }) => {
  if (serviceAccountId !== null) return <ServiceAccountLink id={serviceAccountId} />;
  if (actorId !== null) return <PersonLink id={actorId} />;
  return t(ip === null ? 'audit.service' : 'audit.guest');
};

const Subject = ({ kind: name, id }: { kind: string | null; id: number }) => {
  const { kinds } = useCatalogue();
  const kind = kinds.find((one) => one.name === name);
  if (kind) return <ItemLink kind={kind} id={id} />;
  if (name === 'user') return <PersonLink id={id} />;
  if (name === 'service-account') return <ServiceAccountLink id={id} />;
  return name === null ? null : t('audit.item', { kind: name, id: String(id) });
};
