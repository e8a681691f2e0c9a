import { useState } from 'react';
import { useCatalogue } from '../catalogue.js';
import { kindNoun, t } from '../texts.js';
import { ReferencePicker } from '../views/reference-picker.js';
import { IdFilter, PersonFilter, TimeFilter } from './audit-controls.js';
import { actionLabel, itemVerbs, keyIdIn, otherActions } from './audit-words.js';
import { Choice } from './choice.js';
import { fromLocalInput } from './local-time.js';
import { ServiceAccountFilter } from './service-account-filter.js';

type Filters = Readonly<Record<string, unknown>>;

/** The questions about the audit trail, of which the user chooses one. */
const questions = [
  'byPerson',
  'byService',
  'byKey',
  'aboutPerson',
  'aboutItem',
  'oneAction',
  'oneRequest',
] as const;
type Question = (typeof questions)[number];

/** The question that filters answer; undefined: everything is shown. */
export const questionOf = (filters: Filters): Question | undefined => {
  if ('actorId' in filters) return 'byPerson';
  if ('serviceAccountId' in filters) return 'byService';
  if ('keyId' in filters) return 'byKey';
  if ('subjectKind' in filters) return filters.subjectKind === 'user' ? 'aboutPerson' : 'aboutItem';
  if ('action' in filters) return 'oneAction';
  return 'requestId' in filters ? 'oneRequest' : undefined;
};

interface Props {
  readonly filters: Filters;
  readonly onChange: (filters: Record<string, unknown>) => void;
}

/** The filters of the audit trail: one question, and optionally a range of time. */
export const AuditFilters = ({ filters, onChange }: Props) => {
  const { 'at.gte': from, 'at.lte': to } = filters;
  const range = { ...(from !== undefined && { 'at.gte': from }), ...(to !== undefined && { 'at.lte': to }) };
  const [asked, setAsked] = useState<Question>();
  const question = questionOf(filters) ?? asked;
  const set = (others: Filters) => onChange({ ...range, ...others });
  const setTime = (name: string, value: string | undefined) => {
    const { [name]: _, ...others } = filters;
    onChange(value === undefined ? others : { ...others, [name]: value });
  };
  return (
    <search className="filters">
      <Choice
        label={t('audit.show')}
        value={question}
        none={t('audit.everything')}
        options={questions.map((one) => [one, t(`audit.${one}`)] as const)}
        onSet={(value) => {
          setAsked((value || undefined) as Question | undefined);
          if (questionOf(filters)) set({});
        }}
      />
      <Answer question={question} filters={filters} onChange={set} />
      <TimeFilter
        label={t('audit.from')}
        value={from}
        onSet={(text) => setTime('at.gte', fromLocalInput(text))}
      />
      <TimeFilter
        label={t('audit.to')}
        value={to}
        onSet={(text) => setTime('at.lte', fromLocalInput(text, true))}
      />
    </search>
  );
};

const Answer = ({ question, filters, onChange }: Props & { question: Question | undefined }) => {
  switch (question) {
    case 'byPerson':
      return (
        <PersonFilter value={filters.actorId} onSet={(id) => onChange(id === null ? {} : { actorId: id })} />
      );
    case 'byService':
      return (
        <ServiceAccountFilter
          value={filters.serviceAccountId}
          onSet={(id) => onChange(id === null ? {} : { serviceAccountId: id })}
        />
      );
    case 'byKey':
      return (
        <IdFilter
          name="keyId"
          label={t('audit.key')}
          value={filters.keyId}
          onSet={(text) => onChange(text ? { keyId: keyIdIn(text) } : {})}
        />
      );
    case 'aboutPerson':
      return (
        <PersonFilter
          value={filters.subjectId}
          onSet={(id) => onChange(id === null ? {} : { subjectKind: 'user', subjectId: String(id) })}
        />
      );
    case 'aboutItem':
      return <ItemFilter filters={filters} onChange={onChange} />;
    case 'oneAction':
      return <ActionFilter filters={filters} onChange={onChange} />;
    case 'oneRequest':
      return (
        <IdFilter
          name="requestId"
          label={t('audit.request')}
          value={filters.requestId}
          onSet={(requestId) => onChange(requestId ? { requestId } : {})}
        />
      );
    default:
      return null;
  }
};

const ItemFilter = ({ filters, onChange }: Props) => {
  const { kinds } = useCatalogue();
  const { subjectKind, subjectId } = filters;
  const kind = kinds.find(({ name }) => name === subjectKind);
  return (
    <>
      <Choice
        label={t('audit.kind')}
        value={subjectKind}
        options={[
          ...kinds.map((one) => [one.name, kindNoun(one)] as const),
          ['service-account', t('service.one')],
        ]}
        onSet={(name) => onChange(name ? { subjectKind: name } : {})}
      />
      {subjectKind === 'service-account' && (
        <ServiceAccountFilter
          value={subjectId}
          onSet={(id) => onChange({ subjectKind, ...(id !== null && { subjectId: String(id) }) })}
        />
      )}
      {kind && (
        <div className="filter">
          <ReferencePicker
            key={kind.name}
            kind={kind}
            label={t('audit.entry')}
            value={subjectId === undefined ? null : Number(subjectId)}
            onChange={(id) =>
              onChange({ subjectKind: kind.name, ...(id !== null && { subjectId: String(id) }) })
            }
          />
        </div>
      )}
    </>
  );
};

const ActionFilter = ({ filters, onChange }: Props) => {
  const { kinds } = useCatalogue();
  const nounOf = (name: string) => {
    const kind = kinds.find((one) => one.name === name);
    return kind && kindNoun(kind);
  };
  const actions = [
    ...otherActions,
    ...kinds.flatMap(({ name }) => itemVerbs.map((verb) => `${name}.${verb}`)),
  ];
  return (
    <Choice
      label={t('audit.action')}
      value={filters.action}
      options={actions.map((action) => [action, actionLabel(action, nounOf)] as const)}
      onSet={(action) => onChange(action ? { action } : {})}
    />
  );
};
