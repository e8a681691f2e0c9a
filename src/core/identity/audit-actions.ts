/** The audit actions of accounts, sessions and emails; `docs/audit.md` documents the details of each. */
export type IdentityAuditAction =
  | 'session.started'
  | 'session.refused'
  | 'session.ended'
  | 'session.theft'
  | 'mail.sent'
  | 'mail.given-up'
  | 'audit.exported'
  | 'user.created'
  | 'user.changed'
  | 'user.removed'
  | 'user.role-changed'
  | 'user.activated'
  | 'user.deactivated'
  | 'user.email-verified'
  | 'user.password-refused'
  | 'user.password-reset'
  | 'user.password-reset-forced';
