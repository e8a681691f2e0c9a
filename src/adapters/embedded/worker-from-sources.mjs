// The worker when the sources run: a thread does not inherit tsx, so it has to be loaded in it first.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
