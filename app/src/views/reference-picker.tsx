import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCombobox } from 'downshift';
import type { RaRecord } from 'ra-core';
import { useEffect, useState } from 'react';
import { itemKey, readItem } from '../api/data-provider.js';
import { type Kind, needsOnlyName } from '../api/kinds.js';
import { api } from '../api/service.js';
import { useSession } from '../session.js';
import { kindLabel, t } from '../texts.js';
import { NewChoice } from './new-choice.js';

/** Milliseconds for which the user has to pause typing before a search. */
const pauseMs = 200;

const usePaused = (text: string) => {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
};

interface Props {
  readonly kind: Kind;
  readonly label: string;
  readonly value: number | null | undefined;
  readonly onChange: (id: number | null) => void;
  /** Ids of elements that describe the field, such as its error. */
  readonly describedBy?: string | undefined;
  readonly isInvalid?: boolean;
  readonly isRequired?: boolean;
  /** Whether an item with the name that was typed can be added. */
  readonly canAdd?: boolean;
}

/** Lets the user choose an item of a kind by typing a part of its name. */
export const ReferencePicker = ({
  kind,
  label,
  value,
  onChange,
  describedBy,
  isInvalid,
  isRequired,
  canAdd = false,
}: Props) => {
  const { path, namedBy, plural } = kind;
  const current = useQuery({
    queryKey: itemKey(plural, Number(value)),
    queryFn: ({ signal }) => readItem(`${path}/${value}`, signal),
    enabled: typeof value === 'number',
  });
  const chosen = typeof value === 'number' ? (current.data ?? null) : null;
  const nameOf = (item: RaRecord | null) => (item ? String(item[namedBy]) : '');
  const [text, setText] = useState('');
  const [unmatched, setUnmatched] = useState('');
  const { can } = useSession();
  const q = usePaused(text.trim());
  const found = useQuery({
    queryKey: [plural, 'pick', q],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: RaRecord[] }>(path, { query: { q, limit: 8 }, signal })).data.items,
    enabled: q !== '' && q !== nameOf(chosen),
    placeholderData: keepPreviousData,
  });
  const items = q === '' || q === nameOf(chosen) ? [] : (found.data ?? []);

  const {
    isOpen,
    getLabelProps,
    getInputProps,
    getMenuProps,
    getItemProps,
    highlightedIndex,
    setInputValue,
  } = useCombobox<RaRecord>({
    items,
    itemToString: nameOf,
    selectedItem: chosen,
    defaultHighlightedIndex: 0,
    onInputValueChange: ({ inputValue }) => setText(inputValue),
    onSelectedItemChange: ({ selectedItem }) => onChange((selectedItem?.id as number) ?? null),
    onStateChange: ({ type, inputValue, selectedItem }) => {
      if (type === useCombobox.stateChangeTypes.InputChange) setUnmatched('');
      if (type !== useCombobox.stateChangeTypes.InputBlur) return;
      setUnmatched(selectedItem === undefined && text !== nameOf(chosen) ? text.trim() : '');
      // Typed text alone chooses nothing: an empty field removes the choice, and any other text is replaced by the
      // chosen name.
      if (inputValue === '' || text === '') onChange(null);
      else setInputValue(nameOf(chosen));
    },
  });
  const isNone = isOpen && q !== '' && found.isSuccess && items.length === 0 && q !== nameOf(chosen);
  useEffect(() => {
    if (isNone) setUnmatched(q);
  }, [isNone, q]);
  const newName = canAdd && needsOnlyName(kind) && can('catalogue:write') ? (isNone ? q : unmatched) : '';
  return (
    <div className="picker">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: downshift names the control */}
      <label {...getLabelProps()}>
        {label}
        {isRequired && <span className="required"> ({t('form.required')})</span>}
      </label>
      <input
        {...getInputProps({
          placeholder: t('form.choose', { kind: kindLabel(plural).toLowerCase() }),
          'aria-describedby': describedBy,
          'aria-invalid': isInvalid || undefined,
          onKeyDown: (event) => {
            // Enter submits a form, but not while the field has text that was only typed.
            if (event.key === 'Enter' && text !== nameOf(chosen)) event.preventDefault();
          },
        })}
        type="text"
        autoComplete="off"
      />
      <ul {...getMenuProps()} className={isOpen && items.length > 0 ? 'menu' : 'menu closed'}>
        {isOpen &&
          items.map((item, index) => (
            <li
              key={item.id}
              {...getItemProps({ item, index })}
              className={highlightedIndex === index ? 'highlighted' : undefined}
            >
              {nameOf(item)} <small>{hintOf(kind, item)}</small>
            </li>
          ))}
      </ul>
      <p role="status" className="none">
        {(isNone || newName) && t('form.noChoice')}
      </p>
      {newName && (
        <NewChoice
          kind={kind}
          name={newName}
          onAdd={(id) => {
            setUnmatched('');
            onChange(id);
          }}
        />
      )}
    </div>
  );
};

/** The numbers of an item, such as years, which distinguish items with the same name. */
const hintOf = ({ fields }: Kind, item: RaRecord) =>
  fields
    .filter(({ name, type }) => type === 'integer' && name !== 'id' && item[name] !== null)
    .map(({ name }) => item[name])
    .join('–');
