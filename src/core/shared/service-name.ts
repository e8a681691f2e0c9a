/** The name that people read: in the API documentation. */
export const serviceName = 'Project DB Auth';

/**
 * The name that machines read: `application_name` of database connections, temporary files, and the defaults of
 * JWT__ISSUER and JWT__AUDIENCE. Advisory locks keep their names, so that instances from before and after a new name
 * exclude each other.
 */
export const serviceId = 'project-db-auth';

/** What the service is for, in one sentence. */
export const serviceDescription = 'Accounts, roles, and a catalogue of authors, movies and series.';
