import { Link } from 'react-router-dom';
import { trailOf } from '../views/trail-address.js';
import { useName } from './use-name.js';

/** An API key, by its id and the name that it has now, as a link to what it did. */
export const KeyLink = ({ id }: { id: string }) => {
  const name = useName('keys', id)?.name;
  return (
    <Link to={trailOf({ keyId: id })}>
      {name && (
        <>
          <bdi>{name}</bdi>{' '}
        </>
      )}
      <code>{id}</code>
    </Link>
  );
};
