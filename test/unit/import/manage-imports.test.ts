import { expect } from 'chai';
import type { ImportJob, ImportStatus } from '../../../src/core/import/import-job.js';
import { ManageImports } from '../../../src/core/import/manage-imports.js';
import type { Initiator } from '../../../src/core/shared/audit.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { firstItems } from '../../support/first-items.js';
import { errorOf } from '../rejections.js';

const file = { spool: 'spool', file: 'file', bytes: 5 };
const by = (actorId: number | null): Initiator => ({ actorId, ip: null, requestId: null });
const owner = by(7);

describe('manage imports:', () => {
  const make = () => {
    const unitOfWork = new MemoryUnitOfWork();
    let waits = 0;
    unitOfWork.waitForInvalidation = async () => {
      waits += 1;
    };
    const imports = new ManageImports(unitOfWork.importJobs, unitOfWork, { now: () => new Date() });
    const create = async (fields: Partial<ImportJob> = {}) => {
      const { result } = await imports.create({ name: 'movies.csv' }, undefined, owner);
      await unitOfWork.importJobs.change(result.id, (job) => ({ ...job, ...fields }));
      return result.id;
    };
    return { imports, unitOfWork, create, waits: () => waits };
  };
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error) => error.code,
    );
  const statuses: readonly ImportStatus[] = [
    'awaiting-file',
    'dry-run-queued',
    'dry-run',
    'ready',
    'queued',
    'importing',
    'done',
    'failed',
    'canceled',
  ];
  const possible = async (act: (made: ReturnType<typeof make>, id: number) => Promise<unknown>) => {
    const found: ImportStatus[] = [];
    for (const status of statuses) {
      const made = make();
      const code = await codeOf(act(made, await made.create({ status })));
      expect(code, status).to.be.oneOf(['done', 'import-status']);
      if (code === 'done') found.push(status);
    }
    return found;
  };

  it('a file: is possible until the start, and queues a dry run from the beginning', async () => {
    const wanted = ['awaiting-file', 'dry-run-queued', 'dry-run', 'ready'];
    expect(await possible(({ imports }, id) => imports.attach(id, file, undefined, owner))).to.deep.equal(
      wanted,
    );
    expect(
      await possible(({ imports }, id) => imports.requireUploadable(id, undefined, owner)),
    ).to.deep.equal(wanted);
    const { imports, create } = make();
    const id = await create({ status: 'dry-run', lease: 'lease', file: 'old', attempts: 3, readBytes: 4 });
    const { job, replaced } = await imports.attach(id, file, undefined, owner);
    expect(replaced).to.equal('old');
    expect(job).to.include({ ...file, status: 'dry-run-queued', lease: null, attempts: 0, readBytes: 0 });
  });

  it('a start: is possible after the dry run only', async () => {
    expect(await possible(({ imports }, id) => imports.start(id, undefined, owner))).to.deep.equal(['ready']);
  });

  it('a cancellation: is possible until the end, by any account, and takes the lease; again it changes nothing', async () => {
    const open = ['awaiting-file', 'dry-run-queued', 'dry-run', 'ready', 'queued', 'importing', 'canceled'];
    expect(await possible(({ imports }, id) => imports.cancel(id, undefined, by(8)))).to.deep.equal(open);
    const { imports, create, unitOfWork } = make();
    const id = await create({ status: 'importing', lease: 'lease' });
    await imports.cancel(id, undefined, by(8));
    await imports.cancel(id, undefined, by(8));
    expect(await imports.get(id)).to.include({ status: 'canceled', lease: null });
    expect(unitOfWork.audit.map(({ action }) => action)).to.deep.equal(['import.created', 'import.canceled']);
  });

  it('each step: is in the audit trail once, and a repeated creation returns the first import', async () => {
    const { imports, unitOfWork } = make();
    const once = { userId: 7, key: 'key', fingerprint: 'this request' };
    const create = (request?: typeof once) => imports.create({ name: 'movies.csv' }, request, owner);
    const first = await create(once);
    expect(first.result).to.include({ name: 'movies.csv', status: 'awaiting-file' });
    expect(await create(once)).to.deep.equal({ ...first, isReplay: true });
    expect([first.isReplay, (await create()).isReplay]).to.deep.equal([false, false]);
    const { id } = first.result;
    await imports.attach(id, file, undefined, owner);
    await unitOfWork.importJobs.change(id, (job) => ({ ...job, status: 'ready' }));
    expect(await imports.start(id, undefined, owner)).to.include({ id, ...file, status: 'queued' });
    await imports.cancel(id, undefined, owner);
    const entries = unitOfWork.audit.filter(({ subject }) => subject?.kind === 'import' && subject.id === id);
    expect(entries.map(({ action }) => action)).to.deep.equal([
      'import.created',
      'import.uploaded',
      'import.started',
      'import.canceled',
    ]);
  });

  it('an error: says what is possible, who may do it, or which import is missing', async () => {
    const { imports, create } = make();
    const id = await create({ status: 'done' });
    for (const [act, text] of [
      [
        () => imports.attach(id, file, undefined, owner),
        /is done\. It can only get a file while its status is awaiting-file, dry-run-queued, dry-run, or ready\./,
      ],
      [
        () => imports.start(id, undefined, owner),
        /is done\. It can only be started while its status is ready\./,
      ],
      [() => imports.cancel(id, undefined, owner), /is done\. It can only be canceled while its status is /],
      [() => imports.start(id, undefined, by(8)), /Only the account that created this import/],
      [() => imports.get(99), /no import 99/],
    ] as const)
      expect((await errorOf(act)).message).to.match(text);
  });

  it('a file or a start by another account, or of an import without an owner: is forbidden', async () => {
    const { imports, create } = make();
    const id = await create({ status: 'ready' });
    for (const other of [by(8), by(null)]) {
      expect(await codeOf(imports.attach(id, file, undefined, other))).to.equal('forbidden');
      expect(await codeOf(imports.requireUploadable(id, undefined, other))).to.equal('forbidden');
      expect(await codeOf(imports.start(id, undefined, other))).to.equal('forbidden');
    }
    const orphan = await create({ status: 'ready', ownerId: null });
    expect(await codeOf(imports.start(orphan, undefined, by(null)))).to.equal('forbidden');
  });

  it('another version, or an unknown id: is precondition-failed, or not-found', async () => {
    const { imports, create } = make();
    const id = await create({ status: 'ready' });
    const writes = [
      (one: number, expected: readonly number[]) => imports.attach(one, file, expected, owner),
      (one: number, expected: readonly number[]) => imports.requireUploadable(one, expected, owner),
      (one: number, expected: readonly number[]) => imports.start(one, expected, owner),
      (one: number, expected: readonly number[]) => imports.cancel(one, expected, owner),
    ];
    for (const write of writes) {
      expect(await codeOf(write(id, [1]))).to.equal('precondition-failed');
      expect(await codeOf(write(99, [2]))).to.equal('not-found');
    }
    expect(await codeOf(imports.get(99))).to.equal('not-found');
  });

  it('a start or another file: removes the text of rejected rows; a cancellation keeps it', async () => {
    const { imports, create, unitOfWork } = make();
    const { texts } = unitOfWork.importJobs;
    const id = await create({ status: 'ready' });
    for (const [act, remains] of [
      [() => imports.attach(id, file, undefined, owner), false],
      [() => imports.cancel(id, undefined, owner), true],
    ] as const) {
      texts.set(id, ['rows']);
      await act();
      expect(texts.has(id)).to.equal(remains);
    }
  });

  it('rejected rows: are returned with what completes their file; if the import began anew or was removed, the text ends in an error', async () => {
    const { imports, create, unitOfWork } = make();
    const one = { file: 'a', name: 'a.json', format: 'json', rows: 2, after: '\n]\n' } as const;
    const id = await create({ rejected: { files: [one], bytes: 9, omitted: 0 } });
    unitOfWork.importJobs.texts.set(id, ['[\n{}', ',\n{}']);
    const read = async () => {
      let text = '';
      for await (const chunk of imports.rejectedText(job, 0)) text += Buffer.from(chunk);
      return text;
    };
    const job = await imports.get(id);
    expect(await read()).to.equal('[\n{},\n{}\n]\n');
    await unitOfWork.importJobs.change(id, (now) => ({ ...now, rejected: { ...now.rejected, files: [] } }));
    expect(await codeOf(read())).to.equal('precondition-failed');
    unitOfWork.importJobs.rows.delete(id);
    expect(await codeOf(read())).to.equal('precondition-failed');
  });

  it('counts: are returned after every instance has received what they count', async () => {
    const { imports, create, waits } = make();
    await imports.get(await create());
    expect(waits()).to.equal(0);
    const counts = { movies: { created: 1, changed: 0, unchanged: 0, refused: 0, authors: 0 } };
    const counted = await create({ counts, status: 'importing' });
    await imports.get(counted);
    await imports.list(firstItems(9));
    await imports.cancel(counted, undefined, owner);
    expect(waits()).to.equal(3);
  });
});
