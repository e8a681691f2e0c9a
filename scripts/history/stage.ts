import type { Cast } from './cast.js';
import type { EditorReads } from './editor-reads.js';
import type { FilteredReads } from './filtered-reads.js';
import type { History } from './history.js';
import type { ImportCommand } from './import-command.js';
import type { Instance } from './instance.js';
import type { Reads } from './reads.js';
import type { Tally } from './tally.js';
import type { Writes } from './writes.js';

/** State shared by all readers and writers of a run. */
export interface Stage {
  readonly world: {
    readonly instances: readonly Instance[];
    readonly importCommand: ImportCommand;
    readonly credentials: readonly [token: string, key: string];
  };
  readonly history: History;
  readonly cast: Cast;
  readonly tally: Tally;
  readonly reads: Reads;
  readonly filtered: FilteredReads;
  readonly ofEditors: EditorReads;
  readonly writes: Writes;
}
