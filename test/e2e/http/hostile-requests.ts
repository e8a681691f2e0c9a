import fc from 'fast-check';
import { fromLines, fromWords } from '../../support/arbitraries.js';

const cursorOf = (text: string) => Buffer.from(text).toString('base64url');

const queryValues = fc.oneof(
  fromWords('0 1 -1 100 101 1e2 1.5 exact NaN null true [] {} % %zz %00 %ff %ED%A0%80 %E2%80%AE', '', ' '),
  fc.constantFrom('9'.repeat(400), 'x'.repeat(3_000)),
  fromLines(`movies 9999999999
    users 9007199254740991
    series 2147483648
    authors -1
    movies 1 2`).map(cursorOf),
  fc.string({ unit: 'grapheme' }).map(encodeURIComponent),
);

/** A query string: known and unknown parameters, some of them twice. */
export const anyQuery = (names: readonly string[]): fc.Arbitrary<string> => {
  const odd = fromWords('__proto__ constructor toString limit[] a[b] __proto__[x] %00 access_token', '');
  const name = names.length > 0 ? fc.oneof(fc.constantFrom(...names), odd) : odd;
  return fc
    .array(fc.tuple(name, fc.option(queryValues, { nil: undefined })), { maxLength: 4 })
    .map((pairs) => pairs.map(([key, value]) => (value === undefined ? key : `${key}=${value}`)).join('&'));
};

/** Encoded values in place of an id in a path. */
export const anyId: fc.Arbitrary<string> = fc.oneof(
  fromWords(`0 -1 2147483647 2147483648 9007199254740993 1e400 1.5 0x1 %00 1%00 %ff %E0%A4%A % 1%2F2 ..%2f.. null NaN
    +1 %201 me :id __proto__ constructor %ED%A0%80 %F0%9F%8E%AC 1;2 {id} *`),
  fc.constantFrom('9'.repeat(400), 'x'.repeat(3_000)),
  fc.string({ unit: 'grapheme', minLength: 1 }).map(encodeURIComponent),
);

/** Headers that change the behaviour of a route, with unexpected values; in Latin-1, as HTTP/1.1 allows. */
export const anyHeaders: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'if-match': fromWords('* "1" 1 " "" W/"1" "1","2" , "9999999999" "\xe9" "1"x'),
    'if-none-match': fromWords('* "1" 1 " W/"1" "1","2" ,, \xff'),
    'if-modified-since': fc.constantFrom('Thu, 01 Jan 2099 00:00:00 GMT', 'never'),
    accept: fromWords('*/* application/json text/html json ;;; * application/*;q=x a/b;q=0 \xe9'),
    'accept-encoding': fc.constantFrom('identity;q=0, *;q=0', 'gzip', 'nonsense'),
    'content-type': fromWords(`text/plain application/json;charset=utf-16 application/json;charset=nonsense
      application/json;; application/merge-patch+json multipart/form-data application/x-www-form-urlencoded json /
      application/json;charset="utf-8" application/vnd.api+json \xe9`),
    'content-encoding': fromWords('gzip br identity nonsense gzip,gzip'),
    'x-request-id': fc.constantFrom('kept', 'not kept', '\xe9', 'x'.repeat(129)),
    'cache-control': fromWords('max-age=0 no-cache no-store ,,,'),
    range: fromWords('bytes=0-0 bytes=99-1 nonsense'),
    origin: fromWords('null http://evil.test http://service.test \xff'),
    'sec-fetch-site': fromWords('none same-origin cross-site nonsense \xff'),
    cookie: fromLines(`access_token=x
      refresh_token=x
      refresh_token=x; access_token=; access_token=z
      access_token=%ff; refresh_token=%zz
      access_token="\xe9"; __proto__=x
      ;;;=`),
    'x-forwarded-for': fc.constantFrom('127.0.0.1', "'; drop table users", ',,,'),
    'x-http-method-override': fromWords('DELETE PUT'),
  },
  { requiredKeys: [] },
);
