import type { ReadOptions } from './files/read-options.js';
import type { FolderFormat } from './import-source.js';
import type { SourceTable } from './mapping/known-source.js';
import type { MappingOptions } from './mapping/mapping-options.js';

/** How to read files: options of the command. Without them, the names and contents of the files decide. */
export interface SourceOptions extends ReadOptions, MappingOptions {
  readonly format?: string | undefined;
}

/** Formats besides those of this service. */
export interface KnownFormats {
  readonly folders: readonly FolderFormat[];
  readonly sources: SourceTable;
}
