import { readSettings, type Settings, SettingsError } from '../settings.js';
import { minNode, version } from '../version.js';
import { type StartWarning, startWarnings } from '../warnings.js';
import { adminFindings } from './admin-findings.js';
import { examineDatabase } from './database-findings.js';
import { type Finding, failure, guarded, notChecked, ok, warning } from './finding.js';
import { diskFindings, mailFindings, mailReason, portFindings, proxyFindings } from './host-findings.js';
import { examineKeys, fileModeFindings, sealingKeyFindings } from './key-findings.js';
import { redisFindings } from './redis-findings.js';

/**
 * Yields what is right and wrong with an installation: what a start checks, by the same functions, and what only shows
 * later. Changes nothing. What cannot be reached is a finding, and the rest is checked nevertheless.
 */
export async function* examine(env?: Readonly<Record<string, string | undefined>>): AsyncGenerator<Finding> {
  yield nodeFinding();
  let settings: Settings;
  try {
    settings = readSettings(env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const mistake of error.mistakes) yield failure('settings', mistake);
    yield notChecked('others', 'everything else depends on the settings');
    return;
  }
  yield ok('settings', `all are valid, for ${settings.NODE_ENV}`);

  const { findings: ofKeys, signing } = examineKeys(settings);
  const warnings = startWarnings(settings, signing);
  const warningsOf = async (about: StartWarning['about']) =>
    (await warnings).filter((one) => one.about === about).map(({ text }) => warning(about, text));
  const database = examineDatabase(settings);
  const sections: readonly Promise<readonly Finding[]>[] = [
    Promise.resolve([...ofKeys, ...fileModeFindings(settings)]),
    warningsOf('keys'),
    database.then(({ findings }) => findings),
    database.then(({ findings }) => sealingKeyFindings(settings, findings)),
    database.then(({ hasAccounts }) => adminFindings(settings, hasAccounts)),
    database.then(({ cacheId }) => guarded('redis', () => redisFindings(settings, cacheId))),
    guarded('mail', () => mailFindings(settings), mailReason),
    warningsOf('mail'),
    warningsOf('disk'),
    guarded('disk', () => diskFindings(settings)),
    guarded('ports', () => portFindings(settings)),
    Promise.resolve(proxyFindings(settings)),
    warningsOf('proxy'),
  ];
  for (const findings of sections) yield* await findings;
}

const nodeFinding = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [minMajor = 0, minMinor = 0] = minNode.split('.').map(Number);
  const text = `${version}, on Node ${process.versions.node}`;
  return major > minMajor || (major === minMajor && minor >= minMinor)
    ? ok('release', text)
    : failure('release', `${text}. Node ${minNode} or newer is required`);
};
