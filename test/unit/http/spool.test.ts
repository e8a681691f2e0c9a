import { once } from 'node:events';
import { fstatSync, mkdtempSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { spool, spoolMistake } from '../../../src/adapters/http/spool.js';
import { runs } from '../../support/thorough.js';

const { signal: never } = new AbortController();

const textOf = async (stream: AsyncIterable<Buffer>) => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** A promise, and the functions that settle it. */
const settled = <T = void>() => {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

/** The deleted files that this process has open. File descriptors prove nothing, since they are reused. */
const namelessFiles = () =>
  Array.from({ length: 256 }, (_, fd) => fd).flatMap((fd) => {
    try {
      const stats = fstatSync(fd);
      return stats.isFile() && stats.nlink === 0 ? [stats] : [];
    } catch {
      return [];
    }
  });

describe('a spool', () => {
  it('of any texts: returns what was written, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 2_000 })), async (texts) => {
        const stream = await spool(async (write) => {
          for (const text of texts) await write(text);
        }, never);
        expect(await textOf(stream)).to.equal(texts.join(''));
      }),
      { numRuns: runs(20) },
    );
  });

  it('of more than it reads at a time: returns all of it', async () => {
    const text = 'x'.repeat(1_000_003);
    const stream = await spool(async (write) => {
      for (const part of [text, 'é', text]) await write(part);
    }, never);
    expect(await textOf(stream)).to.equal(`${text}é${text}`);
  });

  it('before all is written: returns what is written so far', async () => {
    const more = settled();
    const stream = await spool(async (write) => {
      await write('first');
      await more.promise;
      await write('second');
    }, never);
    const chunks = stream[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).to.equal('first');
    more.resolve();
    expect(String((await chunks.next()).value)).to.equal('second');
    expect((await chunks.next()).done).to.equal(true);
  });

  it('that is not read: does not block the writing', async () => {
    const isWritten = settled<string>();
    const stream = await spool(async (write) => {
      for (let i = 0; i < 100; i += 1) await write('x'.repeat(100_000));
      isWritten.resolve('all');
    }, never);
    expect(await isWritten.promise).to.equal('all');
    expect(stream.readableLength).to.be.at.most(128 * 1024);
    expect(await textOf(stream)).to.have.length(10_000_000);
  });

  describe('in the folder of temporary files', () => {
    const { TMPDIR } = process.env;
    const folder = mkdtempSync(join(tmpdir(), 'spool-'));
    before(() => {
      process.env.TMPDIR = folder;
    });
    after(() => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      rmSync(folder, { recursive: true });
    });

    it('while it is read: has no name, is readable by its owner only, and is closed in the end', async () => {
      const nameOf = ({ ino, birthtimeMs }: Stats) => `${ino} ${birthtimeMs}`;
      const names = () => namelessFiles().map(nameOf);
      const before = names();
      const stream = await spool((write) => write('secret'), never);
      expect(readdirSync(folder)).to.deep.equal([]);
      const opened = namelessFiles().filter((file) => !before.includes(nameOf(file)));
      expect(opened.map(({ mode }) => mode & 0o777)).to.deep.equal([0o600]);
      await textOf(stream);
      if (!stream.closed) await once(stream, 'close');
      expect(names()).not.to.include(opened.map(nameOf)[0]);
    });

    it('that does not exist: is unavailable, with the cause', async () => {
      expect(await spoolMistake()).to.equal(undefined);
      process.env.TMPDIR = join(folder, 'none');
      const refused = await spool((write) => write('secret'), never).catch((error) => error);
      const mistake = await spoolMistake();
      process.env.TMPDIR = folder;
      expect(refused).to.include({ code: 'unavailable' });
      expect(refused.cause).to.include({ code: 'ENOENT' });
      expect(mistake).to.match(/^ENOENT: .*none/);
    });
  });

  it('with an error before the first write: throws it', async () => {
    const failure = new Error('no database');
    expect(await spool(() => Promise.reject(failure), never).catch((error) => error)).to.equal(failure);
  });

  it('with a later error: ends with it', async () => {
    const failure = new Error('no database');
    const stream = await spool(async (write) => {
      await write('half');
      throw failure;
    }, never);
    await sleep(10);
    expect(await textOf(stream).catch((error) => error)).to.equal(failure);
  });

  it('that is destroyed: aborts the writing, and accepts no more', async () => {
    const outcome = settled<unknown>();
    const stream = await spool(async (write, stopped) => {
      await write('first');
      stopped.addEventListener('abort', () => outcome.resolve(write('second').catch((error) => error)));
      await outcome.promise;
    }, never);
    stream.destroy();
    expect(await outcome.promise).to.be.instanceOf(Error);
  });

  it('with a signal aborted before the first write: throws, and aborts the writing; aborted from the start: does not begin', async () => {
    const gone = new AbortController();
    const isAborted = settled<boolean>();
    const spooling = spool(async (_write, stopped) => {
      stopped.addEventListener('abort', () => isAborted.resolve(true));
      gone.abort();
      await isAborted.promise;
    }, gone.signal);
    expect(await spooling.catch(({ name }) => name)).to.equal('AbortError');
    expect(await isAborted.promise).to.equal(true);
    const aborted = spool(() => expect.fail('it began'), AbortSignal.abort());
    expect(await aborted.catch(({ name }) => name)).to.equal('AbortError');
  });
});
