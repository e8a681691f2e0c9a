import { adminMistake } from '../first-admin.js';
import type { Settings } from '../settings.js';
import { type Finding, failure, ok } from './finding.js';

/**
 * Checks the password of the first admin as the service does when it starts.
 * @param hasAccounts whether there are accounts: then it is not used. undefined: unknown
 */
export const adminFindings = async (
  settings: Settings,
  hasAccounts: boolean | undefined,
): Promise<Finding[]> => {
  if (settings.ADMIN__PASSWORD === undefined || hasAccounts !== false) return [];
  const mistake = await adminMistake(settings);
  return mistake === undefined
    ? [ok('admin', 'the next start creates the first admin, with ADMIN__EMAIL and ADMIN__PASSWORD')]
    : [failure('admin', mistake)];
};
