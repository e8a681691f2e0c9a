import { command } from './commands/command.js';
import { announce } from './composition/announcement.js';
import { createLog } from './composition/create-log.js';
import { settingsForStart } from './composition/key-files.js';
import { type Service, startService } from './composition/start.js';

await command(async () => {
  const settings = settingsForStart();
  const log = createLog(settings);
  let service: Service | undefined;
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, async () => {
      log.info('stopping', { signal });
      // Before the service is there, there is nothing to finish.
      await service?.stop();
      process.exit(0);
    });
  }
  service = await startService(settings, { log });
  announce(service.announcement, settings);
});
