import { type RetryOptions, retrying, type Send } from './retries.js';
import type { Session } from './session.js';

/** An error in a header value would have the whole key in its message. */
const headerText = /^[\x21-\x7e]+$/;

const cannot = async (): Promise<never> => {
  throw new Error(
    'This client has an API key, which cannot sign in or out. Create a client without apiKey for that.',
  );
};

/**
 * Authenticates requests with an API key. There is no session: nothing is refreshed, and sign-ins reject.
 * @throws Error if the text cannot be a key, such as an empty environment variable
 */
export const keyAuthentication = (
  apiKey: string,
  fetch: Send,
  options: RetryOptions,
): Pick<Session, 'send' | 'signIn' | 'signInWithCode' | 'confirm' | 'signOut'> => {
  // Files of secrets end with a line break.
  const key = apiKey.trim();
  if (!headerText.test(key)) throw new Error('apiKey is empty, or has characters that no API key has');
  const repeating = retrying(fetch, options);
  return {
    send: (request) => {
      if (!request.headers.has('Authorization')) request.headers.set('Authorization', `Bearer ${key}`);
      return repeating(request);
    },
    signIn: cannot,
    signInWithCode: cannot,
    confirm: cannot,
    signOut: cannot,
  };
};
