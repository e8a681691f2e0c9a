import { bulkOfMany } from '../e2e/catalogue/bulk-of-many.js';
import { useOwnService } from '../support/service.js';

// The maximum. It takes ten times as long as the hundred of test/e2e/catalogue/bulk.test.ts.
describe('POST /{kind}/bulk', () => bulkOfMany(useOwnService(), 1000));
