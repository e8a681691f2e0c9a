/** The audit actions of imports. */
export type ImportAuditAction =
  | 'catalogue.imported'
  | 'import.created'
  | 'import.uploaded'
  | 'import.started'
  | 'import.canceled'
  | 'import.failed';
