import { isIP } from 'node:net';
import Joi from 'joi';

/** Settings that name a place on the network. No message repeats a value: it may hold a password. */

/** The scheme, host and port of a web server, as browsers send them: lower case, without a default port. */
export const origin = () =>
  Joi.string().custom((text: string, { message }) =>
    /^https?:\/\/[^\s/?#@\\*]+$/i.test(text) && URL.canParse(text)
      ? new URL(text).origin
      : message({
          custom:
            '{{#label}} must be an origin, such as https://films.example.com: scheme, host and port only',
        }),
  );

/** A name or an address of a server. Container networks have names with underscores. */
export const host = () =>
  Joi.string().custom((text: string, { message }) => {
    const address = text.replace(/^\[(.*)\]$/, '$1');
    return isIP(address) || /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(address)
      ? address
      : message({ custom: '{{#label}} must be a host name or an IP address, without scheme and port' });
  });

/** What is wrong with the text of a URL that may hold a user and a password. Undefined: nothing. */
const urlMistake = (text: string, schemes: readonly string[]): string | undefined => {
  const [, scheme = '', authority = '', rest = ''] = /^([^:]+):\/\/([^/?#]*)(.*)$/s.exec(text) ?? [];
  if (!schemes.includes(scheme.toLowerCase()))
    return `must begin with ${schemes.map((name) => `${name}://`).join(' or ')}`;
  const hasRawCharacter =
    /\s|#|%(?![0-9a-f]{2})/i.test(text) ||
    authority.split('@').length > 2 ||
    // The part before an @ that belongs to a password.
    (!authority.includes('@') && /^[^=&]*@/.test(rest));
  // Sockets have no host.
  if (!hasRawCharacter && URL.canParse(text.replace('@/', '@localhost/'))) return undefined;
  return (
    'is not a valid URL. In the user name and password, percent-encode special characters: ' +
    '%40 for @, %23 for #, %2F for /, %3A for :, %3F for ?, %25 for %'
  );
};

const url = (schemes: readonly string[], normalise: (text: string) => string | undefined) =>
  Joi.string().custom((text: string, { message }) => {
    const mistake = urlMistake(text, schemes);
    if (mistake !== undefined) return message({ custom: `{{#label}} ${mistake}` });
    return normalise(text) ?? message({ custom: '{{#label}} must name a host' });
  });

export const smtpUrl = () =>
  url(['smtp', 'smtps'], (text) => (new URL(text).hostname === '' ? undefined : text));

/** What the driver would not understand as libpq does, in its own words. */
const forDriver = (text: string): string => {
  const [base = '', query] = text.split('?', 2);
  const connection = base.replace(/^[^:]+/, (scheme) => scheme.toLowerCase().replace('+asyncpg', ''));
  if (query === undefined) return connection;
  const parameters = new URLSearchParams(query);
  if (parameters.get('sslrootcert') === 'system') {
    // libpq: the CAs of the system, and never less than verify-full. Without the parameter Node trusts its own.
    parameters.delete('sslrootcert');
    parameters.set('sslmode', 'verify-full');
  }
  // The driver checks certificates in all three modes, warns that it will not for ever, and then needs the full name.
  if (
    /^(prefer|require|verify-ca)$/.test(parameters.get('sslmode') ?? '') &&
    !parameters.has('uselibpqcompat')
  )
    parameters.set('sslmode', 'verify-full');
  return `${connection}?${parameters}`;
};

export const databaseUrl = () => url(['postgresql', 'postgres', 'postgresql+asyncpg'], forDriver);
