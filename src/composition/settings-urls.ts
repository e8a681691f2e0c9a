import { isIP } from 'node:net';
import Joi from 'joi';

/** Settings that are URLs, origins or hosts. No message repeats the value, which may contain a password. */

/** An origin (RFC 6454), normalised as browsers send it: in lower case, without the default port. */
export const origin = () =>
  Joi.string().custom((text: string, { message }) =>
    /^https?:\/\/[^\s/?#@\\*]+$/i.test(text) && URL.canParse(text)
      ? new URL(text).origin
      : message({
          custom:
            '{{#label}} must be an origin, such as https://films.example.com: scheme, host and port only',
        }),
  );

/** A host name or IP address. Host names in container networks may contain underscores. */
export const host = () =>
  Joi.string().custom((text: string, { message }) => {
    const address = text.replace(/^\[(.*)\]$/, '$1');
    return isIP(address) || /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(address)
      ? address
      : message({ custom: '{{#label}} must be a host name or an IP address, without scheme and port' });
  });

/** Returns what is wrong with a URL that may contain a user name and password; undefined: it is valid. */
const urlMistake = (text: string, schemes: readonly string[]): string | undefined => {
  const [, scheme = '', authority = '', rest = ''] = /^([^:]+):\/\/([^/?#]*)(.*)$/s.exec(text) ?? [];
  if (!schemes.includes(scheme.toLowerCase()))
    return `must begin with ${schemes.map((name) => `${name}://`).join(' or ')}`;
  const hasRawCharacter =
    /\s|#|%(?![0-9a-f]{2})/i.test(text) ||
    authority.split('@').length > 2 ||
    // A raw / or ? in the password: the @ that ends it comes after them.
    (!authority.includes('@') && /^[^=&]*@/.test(rest));
  // A URL of a Unix socket has no host.
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

/** The base of URLs. */
export const httpUrl = () => url(['http', 'https'], (text) => text).pattern(/^[^?]*$/, 'URL without a query');

export const smtpUrl = () =>
  url(['smtp', 'smtps'], (text) => (new URL(text).hostname === '' ? undefined : text));

/** Rewrites what the driver would interpret differently from libpq. */
const toDriverUrl = (text: string): string => {
  const [base = '', query] = text.split('?', 2);
  const connection = base.replace(/^[^:]+/, (scheme) => scheme.toLowerCase().replace('+asyncpg', ''));
  if (query === undefined) return connection;
  const parameters = new URLSearchParams(query);
  // asyncpg's name of sslmode. The driver has another parameter of this name, with other values.
  const mode = parameters.get('ssl') ?? '';
  if (/^(disable|prefer|require|verify-ca|verify-full)$/.test(mode)) {
    parameters.delete('ssl');
    parameters.set('sslmode', mode);
  }
  if (parameters.get('sslrootcert') === 'system') {
    // In libpq: the system's CAs, and at least verify-full. Without the parameter, Node uses its own CAs.
    parameters.delete('sslrootcert');
    parameters.set('sslmode', 'verify-full');
  }
  // The driver treats these three modes as verify-full, and warns that this will change.
  if (
    /^(prefer|require|verify-ca)$/.test(parameters.get('sslmode') ?? '') &&
    !parameters.has('uselibpqcompat')
  )
    parameters.set('sslmode', 'verify-full');
  return `${connection}?${parameters}`;
};

export const databaseUrl = () => url(['postgresql', 'postgres', 'postgresql+asyncpg'], toDriverUrl);

/** Returns the URL of a command's option for the driver. @throws Error that does not repeat it */
export const checkedDatabaseUrl = (name: string, text: string): string => {
  const { value, error } = databaseUrl().label(name).validate(text);
  if (error) throw new Error(error.message.replaceAll('"', ''));
  return value;
};
