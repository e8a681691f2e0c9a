import Joi from 'joi';
import type { IssuedAccess, SignedIn } from '../../../core/identity/sign-in.js';
import type { Reply } from '../route.js';
import { named } from '../schemas.js';
import { cookiesOf } from '../token-cookies.js';
import { userItem } from './user-schema.js';

/** How tokens are sent: in bodies and the Authorization header, or in cookies that scripts cannot read. */
export type Transport = 'body' | 'cookie';

const seconds = (description: string) => Joi.number().integer().required().description(description);

export const accessTokenFields = {
  accessToken: Joi.string()
    .example('eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2lnbmF0dXJl')
    .description('Only with transport body.'),
  tokenType: Joi.string().valid('Bearer').required(),
  expiresIn: seconds('Seconds until the access token expires.').example(900),
};

const tokens = named(
  'Tokens',
  Joi.object({
    ...accessTokenFields,
    refreshToken: Joi.string()
      .example('r3fr3sh-t0k3n-0f-th3-s3ss10n')
      .description('Only with transport body.'),
    refreshExpiresIn: seconds('Seconds until the session expires, unless it is refreshed.').example(604_800),
    user: userItem.required(),
  }),
);

/** Returns the tokens of a session as the client asked for them. */
export const tokensReply = (signedIn: SignedIn, transport: Transport): Reply => {
  const { accessToken, refreshToken, ...rest } = { ...signedIn, tokenType: 'Bearer' };
  const common = { status: 200, signsIn: signedIn.user.id };
  return transport === 'cookie'
    ? { ...common, body: rest, cookies: cookiesOf(signedIn) }
    : { ...common, body: { ...rest, accessToken, refreshToken } };
};

/** The response with tokens. */
export const tokensOutput = { body: tokens, headers: ['Set-Cookie'] };

/** Returns another access token of a session, in the cookie if the request had its token there. */
export const accessReply = (
  { accessToken, expiresIn, sessionExpiresIn }: IssuedAccess,
  inCookie: boolean,
  members: object = {},
): Reply => {
  const body = { ...members, tokenType: 'Bearer', expiresIn };
  if (!inCookie) return { status: 200, body: { ...body, accessToken } };
  return { status: 200, body, cookies: [{ kind: 'access', value: accessToken, maxAge: sessionExpiresIn }] };
};
