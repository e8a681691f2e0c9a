import type { Kind } from '../api/kinds.js';
import { kindNoun, t } from '../texts.js';
import { ReferencePicker } from './reference-picker.js';

/** Adds an item to the comparison, by typing. To a single item it adds the one that stays. */
export const Adding = ({
  kind,
  ids,
  onAdd,
}: {
  kind: Kind;
  ids: readonly number[];
  onAdd: (next: { ids: number[]; stays?: number }) => void;
}) => (
  <ReferencePicker
    key={ids.join()}
    kind={kind}
    label={t(ids.length === 1 ? 'merge.into' : ids.length === 0 ? 'merge.first' : 'merge.add', {
      kind: kindNoun(kind),
    })}
    value={null}
    onChange={(id) => {
      if (id !== null && !ids.includes(id))
        onAdd({ ids: [...ids, id], ...(ids.length === 1 && { stays: id }) });
    }}
  />
);

/** An item that was removed or merged while it was compared. */
export const GoneMember = ({
  id,
  into,
  isThere,
  onChange,
}: {
  id: number;
  into: number | undefined;
  /** Whether the item that it was merged into is compared already. */
  isThere: boolean;
  onChange: (instead?: number) => void;
}) => (
  <div role="alert" className="message error gone-member">
    <span>
      {into
        ? t('merge.goneInto', { id: String(id), into: String(into) })
        : t('merge.gone', { id: String(id) })}
    </span>
    {into && !isThere && (
      <button type="button" onClick={() => onChange(into)}>
        {t('merge.instead', { into: String(into) })}
      </button>
    )}
    <button type="button" onClick={() => onChange()}>
      {t('merge.leaveOut')}
    </button>
  </div>
);
