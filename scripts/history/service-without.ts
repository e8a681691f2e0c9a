/**
 * The service as `src/main.ts` starts it, with one safety of the cache switched off.
 *
 *     node --import tsx scripts/history/service-without.ts <safety>
 */
import { command } from '../../src/commands/command.js';
import { announce } from '../../src/composition/announcement.js';
import { createLog } from '../../src/composition/create-log.js';
import { settingsForStart } from '../../src/composition/key-files.js';
import { startService } from '../../src/composition/start.js';
import { type Safety, switchedOff } from './safeties.js';

await command(async () => {
  const settings = settingsForStart();
  const { overrides } = switchedOff(process.argv[2] as Safety);
  const service = await startService(settings, {
    log: createLog(settings),
    ...(overrides && { cacheOverrides: overrides() }),
  });
  announce(service.announcement, settings);
});
