import { expect } from 'chai';
import type { User } from '../../../src/core/identity/user.js';
import type { TestService } from '../../support/service.js';
import { databaseOf, me } from './people.js';

export const exportPath = `${me}/export`;

/**
 * Audit entries. With this many, an export has 50 MB, more than the buffers of a connection can hold: Linux lets them grow
 * to `net.ipv4.tcp_rmem` and `tcp_wmem`, 38 MB.
 */
export const manyEntries = 10_000;

export const fillAuditTrail = (service: TestService, { id }: User, count = manyEntries) =>
  databaseOf(service).raw(
    `insert into audit (action, actor_id, subject_kind, subject_id, details)
     select 'movie.changed', ?, 'movie', '1', jsonb_build_object('fields', repeat('x', 5000))
     from generate_series(1, ?)`,
    [id, count],
  );

/** Begins an export of one's own data. The client has read only the header of the response. */
export const beginOwnExport = async (service: TestService, token: string, signal?: AbortSignal) => {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${service.url}${exportPath}`, { headers, ...(signal && { signal }) });
  expect(response.status).to.equal(200);
  return response;
};
