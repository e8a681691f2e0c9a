/** Every text of the page. {name} is replaced; a text with {count} can have a second form for one: `…|one`. */
const texts = {
  'app.skip': 'Skip to the content',
  'app.nav': 'Catalogue',
  'app.loading': 'Loading …',
  'app.notFound': 'There is no such page',
  'app.notFoundAdvice': 'The address may be wrong, or the item was removed.',
  'app.offline': 'The service cannot be reached. Nothing you typed is lost: try again.',
  'app.busy': 'The service is busy. Nothing you typed is lost: try again in a moment.',
  'app.tooMany': 'Too many attempts. Try again in {time}.',
  'app.retry': 'Try again',
  'app.home': 'Home',
  'app.forbidden': 'Your account may not do this',

  'home.title': 'The catalogue',
  'home.intro': 'Browse {kinds}, or search for a title or a name.',
  'home.genres': 'By genre',
  'home.genre': 'Genre',

  'search.label': 'Search titles and names',
  'search.placeholder': 'Title or name',
  'search.button': 'Search',
  'search.title': 'Results for “{q}”',
  'search.none': 'Nothing found for “{q}”. Try fewer words, or another spelling.',
  'search.incomplete': 'The search took too long, so results may be missing. Try more specific words.',
  'search.more': 'More results',
  'search.all': 'All',
  'search.kind': 'Kind',
  'search.empty': 'What are you looking for?',

  'list.previous': 'Previous',
  'list.next': 'Next',
  'list.pages': 'Pages',
  'list.sort': 'Sort by',
  'list.ascending': '{field}, ascending',
  'list.descending': '{field}, descending',
  'list.oldest': 'first added first',
  'list.newest': 'last added first',
  'list.order': 'Best match first',
  'list.none': 'The list is empty.',
  'list.noMatch': 'Nothing matches these filters.',
  'list.clear': 'Remove all filters',
  'list.filters': 'Filters',
  'list.moreFilters': 'More filters',
  'list.remove': 'Remove the filter {filter}',
  'list.gaveWay': 'Removed, because it cannot be combined with the last change: {filters}.',
  'list.any': 'any',
  'list.from': 'from',
  'list.to': 'to',
  'list.beginsWith': '{field} begins with',
  'list.both': '{field}: all of',
  'list.search': 'Search {kind}',
  'list.count': 'Count',
  'list.add': 'Add {kind}',
  'list.all': 'All {kind}',

  'item.edit': 'Edit',
  'item.unknown': 'Not known',
  'item.noText': 'There is no description yet.',
  'item.more': 'More about this entry',
  'item.createdAt': 'Added',
  'item.updatedAt': 'Changed',
  'item.gone': 'This entry was removed or never existed.',
  'item.merged': 'This entry was merged into another one.',
  'item.open': 'Open it',

  'account.signIn': 'Sign in',
  'account.signOut': 'Sign out',
  'account.signUp': 'Create an account',
  'account.haveNone': 'You have no account yet?',
  'account.email': 'Email',
  'account.password': 'Password',
  'account.passwordAdvice': 'Length counts: a few words are easier to remember than symbols.',
  'account.showPassword': 'Show the password',
  'account.visibleName': 'Name that others see',
  'account.ended': 'Your session has ended',
  'account.endedAdvice': 'Sign in again to go on. What you typed is still here.',
  'account.needed': 'Sign in to see this page.',
  'account.forgot': 'Forgot your password?',
  'account.forgotTitle': 'Choose a new password',
  'account.forgotAdvice': 'We send you an email with a link, valid for half an hour.',
  'account.forgotButton': 'Send the link',
  'account.forgotDone': 'If there is an account with this address, the email is on its way.',
  'account.title': 'Your account',
  'account.role': 'Role',
  'account.since': 'Member since',
  'account.verified': 'verified',
  'account.unverified': 'not verified yet',
  'account.verify': 'Send the verification email again',
  'account.verifyDone': 'The email is on its way.',
  'account.name': 'Name',
  'account.save': 'Save',
  'account.saved': 'Saved.',
  'account.changeEmail': 'Change email',
  'account.newEmail': 'New email',
  'account.currentPassword': 'Current password',
  'account.emailSaved': 'Your email is changed. We sent a message to both addresses.',
  'account.changePassword': 'Change password',
  'account.newPassword': 'New password',
  'account.passwordSaved': 'Your password is changed. All your other sessions have ended.',
  'account.data': 'Your data',
  'account.dataAdvice': 'Everything that is stored about you, as a file.',
  'account.download': 'Download',
  'account.remove': 'Delete account',
  'account.removeAdvice': 'This cannot be undone. What you added to the catalogue stays, without your name.',
  'account.removed': 'Your account is deleted.',
  'account.removeButton': 'Delete my account',
  'account.sessions': 'Sessions',
  'account.sessionsAdvice': 'Where you are signed in',
  'account.thisSession': 'this one',
  'account.lastUsed': 'Last used',
  'account.signedIn': 'Signed in',
  'account.address': 'Address',
  'account.device': 'Browser',
  'account.endSession': 'End',
  'account.endSessionOf': 'End the session of {device}',
  'account.endAll': 'End all sessions, this one too',
  'account.unknownDevice': 'Unknown browser',

  'form.create': 'Add {kind}',
  'form.edit': 'Edit {name}',
  'form.save': 'Save',
  'form.saving': 'Saving …',
  'form.cancel': 'Cancel',
  'form.required': 'required',
  'form.remove': 'Remove',
  'form.removeQuestion': 'Remove {name}?',
  'form.removeAdvice': 'It disappears from all lists. Its history is kept for a while.',
  'form.created': '{name} was added.',
  'form.updated': '{name} was saved.',
  'form.removed': '{name} was removed.',
  'form.invalid': 'Some fields need another look.',
  'form.missing': 'This field is required.',
  'form.notInteger': 'Enter a whole number.',
  'form.tooSmall': 'Enter at least {min}.',
  'form.tooLarge': 'Enter at most {max}.',
  'form.tooLong': 'Use at most {max} characters.',
  'form.pattern': 'This is not in the expected form.',
  'form.none': 'none',
  'ra.message.unsaved_changes': 'Leave without saving your changes?',
  'form.choose': 'Type to search {kind}',
  'form.noChoice': 'Nothing found.',
  'form.addId': 'Add an id',
  'form.system': 'System, such as tmdb',
  'form.removeId': 'Remove the id of {system}',
  'form.moreFields': 'More fields',

  'conflict.title': 'Someone else has changed this entry',
  'conflict.advice': 'Choose what to keep, field by field. Nothing is stored until you save.',
  'conflict.before': 'Before',
  'conflict.theirs': 'Theirs',
  'conflict.mine': 'Yours',
  'conflict.field': 'Field',
  'conflict.apply': 'Save these values',
  'conflict.back': 'Back to the form',
  'conflict.gone': 'Someone else has removed this entry. Copy what you need before you leave.',

  'history.title': 'History',
  'history.of': 'History of {name}',
  'history.restore': 'Restore this version',
  'history.more': 'Earlier changes',
  'history.created': 'Added',
  'history.changed': 'Changed',
  'history.removed': 'Removed',
  'history.merged': 'Merged',
  'history.restored': 'That version is restored.',
  'history.by': 'by account {id}',
  'history.bySystem': 'by the service',
  'history.none': 'No change is recorded.',
  'history.field': 'Field',
  'history.before': 'Before',
  'history.after': 'After',

  'kind.movies': 'Movies',
  'kind.movies.one': 'movie',
  'kind.series': 'Series',
  'kind.series.one': 'series',
  'kind.authors': 'Authors',
  'kind.authors.one': 'author',

  'field.title': 'Title',
  'field.sortTitle': 'Sorted as',
  'field.releaseYear': 'Year',
  'field.endYear': 'Until',
  'field.runtimeMinutes': 'Minutes',
  'field.authorId': 'Author',
  'field.author': 'Author',
  'field.imdbId': 'IMDb id',
  'field.sourceId': 'Source id',
  'field.externalIds': 'Ids elsewhere',
  'field.externalId': 'Id elsewhere',
  'field.birthYear': 'Born',
  'field.deathYear': 'Died',
  'field.id': 'Id',
  'field.genre': 'Genre',
  'field.q': 'Search',
  'value.true': 'yes',
  'value.false': 'no',
  'value.sci-fi': 'science fiction',
  'value.film-noir': 'film noir',
} as const;

export type TextKey = keyof typeof texts;
type Values = Readonly<Record<string, string | number>>;

const all: Readonly<Record<string, string>> = texts;

const filled = (pattern: string, values: Values) =>
  pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? value.toLocaleString() : (value ?? whole);
  });

/** Returns a text with its values filled in. Numbers are written as the locale of the browser does. */
export const t = (key: TextKey, values: Values = {}): string => filled(texts[key], values);

/** Returns the text of a key that the document decides on; undefined if there is none. */
export const findText = (key: string): string | undefined => (Object.hasOwn(all, key) ? all[key] : undefined);

/** `runtimeMinutes` → `Runtime minutes`. */
const humanized = (name: string) => {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_.]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The label of a field. A field of a new kind needs no text here. */
export const fieldLabel = (name: string): string =>
  findText(`field.${name}`) ?? humanized(name.replace(/Id$/, ''));
export const kindLabel = (plural: string): string => findText(`kind.${plural}`) ?? humanized(plural);
export const kindNoun = ({ name, plural }: { name: string; plural: string }): string =>
  findText(`kind.${plural}.one`) ?? humanized(name).toLowerCase();
/** The label of a value of a closed list. */
export const valueLabel = (value: string): string =>
  findText(`value.${value}`) ?? humanized(value).toLowerCase();
