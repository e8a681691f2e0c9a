export { type Client, type ClientOptions, createClient } from './client.js';
export { type Problem, ProblemError, SecondFactorError, type SecondFactorMethod } from './problems.js';
export type { Credentials, Proof, SignInCode } from './proofs.js';
export type { components, paths } from './schema.js';
export type { TokenStore, Tokens, User } from './transports.js';
export type { Call, ItemOf, ListPath } from './types.js';
export { ConflictError, type Version } from './versions.js';
