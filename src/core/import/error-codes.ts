/** The error codes of imports over HTTP. */
export type ImportErrorCode = 'import-status' | 'import-storage-full';
