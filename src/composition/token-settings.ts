import Joi from 'joi';
import { serviceId } from '../core/shared/service-name.js';
import { setting } from './setting.js';
import { duration } from './settings-values.js';

/** Access tokens and sessions. */
export const tokenSettings = {
  JWT__PRIVATE_KEY: setting(
    'PEM file of the private key that signs access tokens. Generated at the first start outside production.',
    Joi.string().default('./certs/private.pem'),
  ),
  JWT__PUBLIC_KEY: setting(
    'PEM file of the matching public key.',
    Joi.string().default('./certs/public.pem'),
  ),
  JWT__ALGORITHM: setting(
    'Signature algorithm: RS256 or PS256 (RSA key of at least 2048 bits), or ES256 (P-256 key).',
    Joi.string().valid('RS256', 'PS256', 'ES256').default('RS256'),
  ),
  JWT__ACCEPTED_PUBLIC_KEYS: setting(
    'Further public keys that are accepted and published, each as file or file:ALG. Used during a key rotation (npm ' +
      'run keys:rotate).',
    Joi.array().items(Joi.string()).default([]),
  ),
  JWT__ISSUER: setting('Issuer of access tokens: their claim iss.', Joi.string().default(serviceId)),
  JWT__AUDIENCE: setting(
    'Audience of access tokens: their claims aud and client_id.',
    Joi.string().default(serviceId),
  ),
  JWT__ACCESS_TTL: setting('Lifetime of an access token.', duration('15m')),
  JWT__REFRESH_TTL: setting('A session expires when it is not refreshed for this long.', duration('7d')),
  JWT__SESSION_TTL: setting('Maximum lifetime of a session.', duration('30d')),
};
