import type { Letter, LetterKind } from '../../core/identity/letter.js';

/** A letter in words. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Words {
  readonly subject: string;
  /** Paragraphs; `account` is the address that it is about. */
  readonly before: (account: string) => readonly string[];
  /** The page that its link leads to, what the link says, and what there is to say after it. */
  readonly link?: { readonly page: string; readonly says: string; readonly after: string };
}

const notYou = 'If it was not you, somebody else knows your password or reads your mail:';
const reset = { page: '/account/reset', says: 'Choose a password' };

const words: Readonly<Record<LetterKind, Words>> = {
  invitation: {
    subject: 'Your new account',
    before: (account) => [`An administrator has made an account for ${account}.`],
    link: { ...reset, after: 'If you do not want it, do nothing.' },
  },
  reset: {
    subject: 'Choose a new password',
    before: (account) => [`Somebody, probably you, has forgotten the password of the account ${account}.`],
    link: { ...reset, after: 'If it was not you, do nothing: your password stays as it is.' },
  },
  'forced-reset': {
    subject: 'Your password has to be changed',
    before: (account) => [
      `An administrator has taken back the password of the account ${account}, and has ended its sessions.`,
    ],
    link: {
      ...reset,
      after: 'Once the link is too old, say at the login that you have forgotten your password.',
    },
  },
  verification: {
    subject: 'Is this your address?',
    before: (account) => [`An account was given the address ${account}.`],
    link: {
      page: '/account/verify',
      says: 'Yes, this is my address',
      after: 'If you know of no such account, do nothing.',
    },
  },
  'email-changed': {
    subject: 'Your account has another address now',
    before: (account) => [
      `The account that had the address ${account} was given another one, and letters go there from now on.`,
      `${notYou} tell an administrator.`,
    ],
  },
  'password-changed': {
    subject: 'Your password was changed',
    before: (account) => [
      `The account ${account} has a new password. Who is logged in elsewhere has to log in again.`,
      `${notYou} say at the login that you have forgotten it, and tell an administrator.`,
    ],
  },
};

/** The letter in words, twice: as text and as HTML. @param publicUrl the origin of its link */
export const mailOf = ({ kind, to, link: given }: Letter, publicUrl: string): Mail => {
  const { subject, before, link } = words[kind];
  const paragraphs = before(to);
  if (link === undefined || given === undefined)
    return { to, subject, text: inText(paragraphs), html: inHtml(subject, paragraphs.map(escaped)) };
  // Behind the #, which browsers tell neither the server nor the next page.
  const url = `${publicUrl}${link.page}#token=${given.token}`;
  const life = `The link is good for ${span(given.life)}, and once. ${link.after}`;
  const anchor = `<a href="${escaped(url)}">${escaped(link.says)}</a>`;
  return {
    to,
    subject,
    text: inText([...paragraphs, `${link.says}: ${url}`, life]),
    html: inHtml(subject, [...paragraphs.map(escaped), anchor, escaped(life)]),
  };
};

const span = (seconds: number) => {
  const [amount, unit] = seconds % 86_400 === 0 ? [seconds / 86_400, 'day'] : [seconds / 60, 'minute'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
};

const inText = (paragraphs: readonly string[]) => `${paragraphs.join('\n\n')}\n`;

const inHtml = (subject: string, paragraphs: readonly string[]) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body>
${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n')}
</body></html>
`;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
