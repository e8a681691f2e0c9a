export { type Client, type ClientOptions, createClient } from './client.js';
export { type Problem, ProblemError } from './problems.js';
export type { components, paths } from './schema.js';
export type { Credentials, Proof } from './session.js';
export type { TokenStore, Tokens, User } from './transports.js';
export type { Call, ItemOf, ListPath } from './types.js';
export { ConflictError, type Version } from './versions.js';
