import { Writable } from 'node:stream';
import { expect } from 'chai';
import { type LogSettings, WinstonLog } from '../../../src/adapters/logging/winston-log.js';
import type { Log, LogFields } from '../../../src/core/shared/log.js';

/** The lines that `use` writes. */
const written = (use: (log: Log) => void, settings: Partial<LogSettings> = {}, context: LogFields = {}) => {
  let text = '';
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      text += chunk;
      done();
    },
  });
  use(new WinstonLog({ level: 'info', format: 'json', ...settings }, () => context, output));
  expect(text === '' || text.endsWith('\n')).to.equal(true);
  return text.split(/\r\n|[\n\r]/).slice(0, -1);
};

const json = (...parameters: Parameters<typeof written>) => {
  const [line = '', ...others] = written(...parameters);
  expect(others).to.be.empty;
  return JSON.parse(line);
};

const failure = () =>
  new Error('the outer one', {
    cause: Object.assign(new TypeError('the inner one'), { code: 'ECONNREFUSED' }),
  });

describe('a line of the log as JSON', () => {
  it('with fields: contains time, level, message and the fields unchanged', () => {
    const fields = { status: 200, ms: 1.5, route: null, userId: 7, tags: ['a'], inner: { ok: true } };
    const { timestamp, ...line } = json((log) => log.info('request', fields));
    expect(line).to.deep.equal({ level: 'info', message: 'request', ...fields });
    expect(new Date(timestamp).toISOString()).to.equal(timestamp);
  });

  it('within a request: contains its id; a field of the same name wins', () => {
    const context = { requestId: 'abc' };
    expect(json((log) => log.warn('slow'), {}, context)).to.include({ requestId: 'abc', level: 'warn' });
    expect(json((log) => log.info('x', { requestId: 'def' }), {}, context)).to.include({ requestId: 'def' });
  });

  it('with an error, or a text instead: contains name, message, stack, code and cause', () => {
    const { error } = json((log) => log.error('a request failed', { error: failure() }));
    expect(error).to.include({ name: 'Error', message: 'the outer one' });
    expect(error.stack).to.match(/^Error: the outer one\n\s+at /);
    expect(error.cause).to.include({ name: 'TypeError', message: 'the inner one', code: 'ECONNREFUSED' });
    expect(error.cause.stack).to.match(/^TypeError: the inner one\n\s+at /);
    const text = json((log) =>
      log.error('x', { reason: new Error('why', { cause: 'a text' }), error: 'text' }),
    );
    expect(text.reason).to.include({ name: 'Error', message: 'why', cause: 'a text' });
    expect(text.error).to.equal('text');
  });

  it('with an error of several attempts: contains each', () => {
    const attempts = ['::1', '127.0.0.1'].map((host) => new Error(`connect ECONNREFUSED ${host}:5432`));
    const { error } = json((log) => log.warn('x', { error: new AggregateError(attempts) }));
    expect(error.errors.map(({ message }: Error) => message)).to.deep.equal([
      'connect ECONNREFUSED ::1:5432',
      'connect ECONNREFUSED 127.0.0.1:5432',
    ]);
  });

  it('with an error that is its own cause: is written nevertheless', () => {
    const error = new Error('round and round');
    error.cause = error;
    expect(json((log) => log.error('x', { error })).error.message).to.equal('round and round');
  });

  it('ASVS 16.4.1, with line breaks or control characters in a field, an error or the request: stays one line', () => {
    for (const text of ['\r\n{"level":"error","message":"forged"}', '\n', '\r', '\u0000', '\u001b[31m']) {
      const use = (log: Log) => log.info('request', { agent: text, error: new Error(text) });
      const line = json(use, {}, { from: text });
      expect(line).to.include({ level: 'info', message: 'request', agent: text, from: text });
      expect(line.error.message).to.equal(text);
    }
  });

  it('with values that JSON does not know: is written nevertheless', () => {
    const circle: Record<string, unknown> = {};
    circle.itself = circle;
    const fields = { circle, big: 7n, missing: undefined, half: '\ud83c' };
    expect(json((log) => log.info('odd', fields))).to.include({ message: 'odd' });
  });

  it('with fields named like its own, or percent signs in the message: keeps its level and message', () => {
    const line = json((log) =>
      log.info('at 100%, %s of %d', { level: 'error', message: 'forged', userId: 7 }),
    );
    expect(line).to.include({ level: 'info', message: 'at 100%, %s of %d', userId: 7 });
  });
});

describe('the level of the log', () => {
  const all = (log: Log) => {
    log.error('error');
    log.warn('warn');
    log.info('info');
  };
  it('as set: writes the lines of that level and of those above', () => {
    for (const [level, written_] of Object.entries({
      error: ['error'],
      warn: ['error', 'warn'],
      info: ['error', 'warn', 'info'],
    }))
      expect(written(all, { level: level as 'info' }).map((line) => JSON.parse(line).level)).to.deep.equal(
        written_,
      );
  });
});

describe('a line of the log in the format pretty', () => {
  const pretty = (use: (log: Log) => void, context: LogFields = {}) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of terminals are control characters
    written(use, { format: 'pretty' }, context).map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));

  it('with fields: has time, level, message, then the fields', () => {
    const [line] = pretty((log) => log.info('request', { status: 200, route: '/x' }), { requestId: 'abc' });
    expect(line).to.match(
      /^\d\d:\d\d:\d\d\.\d{3} info request requestId=(["'])abc\1 status=200 route=\1\/x\1$/,
    );
  });

  it('with an error: has the stacks of it and its cause below; with a text: has the text', () => {
    const [line, first, second, ...others] = pretty((log) =>
      log.error('a request failed', { error: failure() }),
    );
    expect(line).to.match(/error a request failed$/);
    expect(first).to.equal('Error: the outer one');
    expect(second).to.match(/^\s+at /);
    expect(others.join('\n')).to.include('the inner one');
    expect(pretty((log) => log.warn('x', { error: 'only a text' })).join('\n')).to.include('only a text');
  });

  it('with values that JSON does not know: is written nevertheless', () => {
    expect(pretty((log) => log.info('odd', { big: 7n }))[0]).to.match(/ info odd /);
  });

  it('ASVS 16.4.1, with line breaks in a field: stays one line', () => {
    expect(pretty((log) => log.info('x', { agent: '\r\n12:00:00.000 error forged' }))).to.have.length(1);
  });
});
