import { program } from './commands/command.js';
import { announce } from './composition/announcement.js';
import { createLog } from './composition/create-log.js';
import { settingsForStart } from './composition/key-files.js';
import { type Service, startService } from './composition/start.js';

/**
 * Milliseconds for which a repeated signal counts as the first one: Ctrl-C in a terminal reaches this process twice
 * under npm, which forwards the signal that the terminal has sent to all processes already.
 */
const sameSignal = 1_000;

await program(async () => {
  const settings = settingsForStart();
  const log = createLog(settings);
  let service: Service | undefined;
  let stoppingSince: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, async () => {
      if (stoppingSince !== undefined) {
        if (performance.now() - stoppingSince > sameSignal) process.exit(1);
        return;
      }
      stoppingSince = performance.now();
      log.info('stopping', { signal });
      // Before the service has started, there is nothing to finish.
      await service?.stop();
      process.exit(0);
    });
  }
  service = await startService(settings, { log });
  announce(service.announcement, settings);
});
