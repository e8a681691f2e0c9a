// Starts the thread from the TypeScript sources: a thread does not inherit tsx, so it is registered here.
import { register } from 'tsx/esm/api';

register();
await import('./xlsx-thread.ts');
