import type { RaRecord } from 'ra-core';
import { Link } from 'react-router-dom';
import type { Field } from '../api/fields.js';
import { columnsOf, type Kind } from '../api/kinds.js';
import { fieldLabel } from '../texts.js';
import { useNameOf } from './names.js';
import { Value } from './value.js';

/** Items as rows; on a narrow screen as cards. */
export const ItemTable = ({
  kind,
  items,
  isBusy = false,
  without,
}: {
  kind: Kind;
  items: readonly RaRecord[];
  isBusy?: boolean;
  /** A column to leave out. */
  without?: string;
}) => {
  const nameOf = useNameOf();
  const columns = columnsOf(kind).filter(({ name }) => name !== without);
  const isNumber = ({ type }: Field) => type === 'integer' || type === 'number';
  return (
    <table className="items short-rows" aria-busy={isBusy}>
      <thead>
        <tr>
          {columns.map((field) => (
            <th key={field.name} scope="col" className={isNumber(field) ? 'number' : undefined}>
              {fieldLabel(field.name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            {columns.map((field, index) =>
              index === 0 ? (
                <th key={field.name} scope="row">
                  <Link to={`/${kind.plural}/${item.id}/show`}>{item[field.name]}</Link>
                </th>
              ) : (
                <td
                  key={field.name}
                  className={isNumber(field) ? 'number' : undefined}
                  data-label={fieldLabel(field.name)}
                >
                  <Value field={field} record={item} nameOf={nameOf} />
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
