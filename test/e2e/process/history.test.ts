import { expect } from 'chai';
import { buildSources } from '../../../scripts/history/builds.js';
import { complaints, report } from '../../../scripts/history/report.js';
import { runHistory } from '../../../scripts/history/run.js';

describe('a minute of reads and writes through three instances, two versions of the service, and imports beside them:', () => {
  it('while Redis, Postgres, the instances and imports fail: no read is behind an answer before it', async () => {
    const build = buildSources();
    try {
      const programs = Array.from({ length: 3 }, () => [build.main]);
      const result = await runHistory({ seed: 1, seconds: 60, programs, importer: build.importer });
      // Fewer than alone: beside other tests Redis often takes longer than a read waits for it.
      expect(complaints(result, { hitRatio: 0.05 }), report(result)).to.deep.equal([]);
      expect(result.faults.size).to.be.at.least(12);
    } finally {
      build.remove();
    }
  });
});
