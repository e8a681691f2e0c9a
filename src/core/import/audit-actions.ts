/** The audit action of imports. */
export type ImportAuditAction = 'catalogue.imported';
