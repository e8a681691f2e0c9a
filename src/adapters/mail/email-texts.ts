import type { EmailKind, EmailMessage } from '../../core/identity/email-message.js';

/** The content of an email. */
export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Template {
  readonly subject: string;
  /** The paragraphs before the link; `account` is the email of the account. */
  readonly paragraphs: (account: string, codesLeft?: number) => readonly string[];
  /** The page and the text of the link, and the sentence after it. */
  readonly link?: { readonly page: string; readonly text: string; readonly after: string };
}

const notYou = 'If this was not you, someone else knows your password or can read your email:';
const reset = { page: '/account/reset', text: 'Choose a password' };

const templates: Readonly<Record<EmailKind, Template>> = {
  invitation: {
    subject: 'Your new account',
    paragraphs: (account) => [`An administrator has created an account for ${account}.`],
    link: {
      ...reset,
      page: '/account/invitation',
      after: 'If you do not want this account, ignore this email.',
    },
  },
  reset: {
    subject: 'Choose a new password',
    paragraphs: (account) => [
      `Someone, probably you, has requested a new password for the account ${account}.`,
    ],
    link: { ...reset, after: 'If this was not you, ignore this email: your password stays the same.' },
  },
  'forced-reset': {
    subject: 'Choose a new password for your account',
    paragraphs: (account) => [
      `An administrator has removed the password of the account ${account} and ended its sessions.`,
    ],
    link: {
      ...reset,
      after: 'If the link has expired, request another one with "forgot password" at the login.',
    },
  },
  verification: {
    subject: 'Verify your email address',
    paragraphs: (account) => [`An account uses the email address ${account}.`],
    link: {
      page: '/account/verify',
      text: 'Yes, this is my address',
      after: 'If this is not your account, ignore this email.',
    },
  },
  'email-change': {
    subject: 'Confirm your new email address',
    paragraphs: (address) => [`An account has requested to use the email address ${address}.`],
    link: {
      page: '/account/verify',
      text: 'Yes, this is my address',
      after: 'If this is not your account, ignore this email: nothing changes.',
    },
  },
  'email-change-requested': {
    subject: 'The email address of your account is about to change',
    paragraphs: (account) => [
      `Someone, probably you, has requested another email address for the account ${account}. We have sent a link there. ` +
        'Until it is followed, your email address stays the same.',
      'If this was not you, someone else is using your account: choose a new password, which also ends the change.',
    ],
  },
  'email-changed': {
    subject: 'The email address of your account was changed',
    paragraphs: (account) => [
      `The email address of the account ${account} was changed. Emails now go to the new address.`,
      `${notYou} contact an administrator.`,
    ],
  },
  'password-changed': {
    subject: 'Your password was changed',
    paragraphs: (account) => [
      `The password of the account ${account} was changed. All other sessions have ended.`,
      `${notYou} choose a new password with "forgot password" at the login, and contact an administrator.`,
    ],
  },
  'second-factor-added': {
    subject: 'A second factor was added to your account',
    paragraphs: (account) => [
      `The account ${account} now asks for a code of an authenticator app at every login. All other sessions have ended.`,
      `${notYou} contact an administrator.`,
    ],
  },
  'second-factor-removed': {
    subject: 'The second factor of your account was removed',
    paragraphs: (account) => [
      `The account ${account} no longer asks for a code of an authenticator app. All other sessions have ended.`,
      `${notYou} choose a new password with "forgot password" at the login, and contact an administrator.`,
    ],
  },
  'second-factor-removed-by-admin': {
    subject: 'The second factor of your account was removed',
    paragraphs: (account) => [
      `An administrator removed the second factor of the account ${account}. All sessions have ended, and logins no longer ` +
        'ask for a code of an authenticator app.',
      'If you did not ask for this, contact an administrator. Log in to set up an app again.',
    ],
  },
  'recovery-codes-replaced': {
    subject: 'The recovery codes of your account were replaced',
    paragraphs: (account) => [
      `New recovery codes were created for the account ${account}. The earlier ones no longer work.`,
      'If this was not you, someone else is using your account: choose a new password with "forgot password" at the login, ' +
        'and contact an administrator.',
    ],
  },
  'api-key-created': {
    subject: 'An API key was created for your account',
    paragraphs: (account) => [
      `An API key was created for the account ${account}. Programs that have the key can use the account, within what was ` +
        'granted to it, until the key is removed. A new password does not end it.',
      `${notYou} remove the key, choose a new password with "forgot password" at the login, and contact an administrator.`,
    ],
  },
  'recovery-code-used': {
    subject: 'A recovery code of your account was used',
    paragraphs: (account, codesLeft = 0) => [
      `A recovery code of the account ${account} was used. ${codesLeftText(codesLeft)}`,
      'If this was not you, someone else knows your password and has your recovery codes: choose a new password with ' +
        '"forgot password" at the login, create new recovery codes, and contact an administrator.',
    ],
  },
};

const codesLeftText = (count: number): string => {
  if (count === 0) return 'None is left: create new ones.';
  return count === 1 ? 'One is left: create new ones soon.' : `${count} are left.`;
};

/** Renders an email as text and as HTML. @param publicUrl the origin of its link */
export const renderEmail = ({ kind, to, link, codesLeft }: EmailMessage, publicUrl: string): Email => {
  const template = templates[kind];
  const { subject, link: target } = template;
  const paragraphs = template.paragraphs(to, codesLeft);
  if (target === undefined || link === undefined)
    return { to, subject, text: textOf(paragraphs), html: htmlOf(subject, paragraphs.map(escaped)) };
  // In the fragment, which browsers send neither to the server nor in Referer.
  const url = `${publicUrl}${target.page}#token=${link.token}`;
  const validity = `The link is valid for ${formatDuration(link.lifetimeSeconds)}, and can be used once. ${target.after}`;
  const anchor = `<a href="${escaped(url)}">${escaped(target.text)}</a>`;
  return {
    to,
    subject,
    text: textOf([...paragraphs, `${target.text}: ${url}`, validity]),
    html: htmlOf(subject, [...paragraphs.map(escaped), anchor, escaped(validity)]),
  };
};

const formatDuration = (seconds: number) => {
  const [amount, unit] = seconds % 86_400 === 0 ? [seconds / 86_400, 'day'] : [seconds / 60, 'minute'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
};

const textOf = (paragraphs: readonly string[]) => `${paragraphs.join('\n\n')}\n`;

const htmlOf = (subject: string, paragraphs: readonly string[]) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body>
${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n')}
</body></html>
`;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
