import type { CatalogueErrorCode } from '../../../core/catalogue/error-codes.js';
import { type Problem, problem } from '../problem.js';

/** Problems about items, and references between them. */
export const catalogueProblems: Readonly<Record<CatalogueErrorCode, Problem>> = {
  'author-has-titles': problem(
    409,
    'The author is still referred to',
    'An author cannot be removed while items of other kinds refer to it; detail has how many of each kind.',
    'Remove those items, or change the field that refers to the author; then remove the author.',
  ),
  'author-not-found': problem(
    422,
    'No such author',
    'A field such as authorId has the id of an author that does not exist; errors names the field.',
    'Create the author first, or set the field to null.',
  ),
  'external-id-taken': problem(
    409,
    'External id taken',
    'Another item of this kind has one of these externalIds; errors names it.',
    'Change that item instead, or correct the id.',
  ),
  'imdb-id-taken': problem(
    409,
    'IMDb id taken',
    'Another item of this kind has this imdbId.',
    'Change that item instead, or correct the id.',
  ),
  'merged-elsewhere': problem(
    409,
    'Merged into another item',
    'The item was already merged, but into another item; mergedInto has the id of that one.',
    'Use the item in mergedInto. To combine it with the other one as well, merge one of these two into the other.',
  ),
  'no-author': problem(
    404,
    'No author',
    'The item exists, but does not refer to an author.',
    'Nothing to do: the field, such as authorId, is null.',
  ),
  'plan-outdated': problem(
    412,
    'The plan is outdated',
    'Since the dry run, an item was changed, or other items match the filter; or the plan is for another change, or older than ten minutes. Nothing was changed.',
    'Repeat the dry run, check its items, and send the new plan.',
  ),
  'reference-not-found': problem(
    422,
    'No such item',
    'A field has the id of an item that does not exist; errors names the field.',
    'Create that item first, or set the field to null.',
  ),
  'reference-not-set': problem(
    404,
    'Reference not set',
    'The item exists, but does not refer to another one.',
    'Nothing to do: the field that would refer to it is null.',
  ),
  'source-id-taken': problem(
    409,
    'Source id taken',
    'Another item of this kind has this sourceId.',
    'Change that item instead, or correct the id.',
  ),
  'still-referenced': problem(
    409,
    'The item is still referred to',
    'An item cannot be removed while other items refer to it; detail has how many of each kind.',
    'Remove those items, or change the field that refers to this one; then remove this one.',
  ),
  'sync-token-expired': problem(
    410,
    'Sync token expired',
    'The token is older than 30 days, or was issued for another list or by another database or an earlier state of it.',
    'Start again without a token, and replace your copy with what is returned.',
  ),
  'too-many-items': problem(
    409,
    'Too many items',
    'A bulk change can have at most 1,000 items.',
    'Narrow the filter, for example by a range of years, and make several changes.',
  ),
  'too-many-references': problem(
    409,
    'Too many references',
    'An item can only be merged while at most 10,000 items refer to it; detail has the number.',
    'Change the references of some of these items first, for example by an import.',
  ),
};
