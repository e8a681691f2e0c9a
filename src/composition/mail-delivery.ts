import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessEmailJob, SendEmails } from '../core/identity/send-emails.js';
import type { Log } from '../core/shared/log.js';
import type { Tracer } from '../core/shared/tracer.js';

/**
 * Milliseconds between two polls of the queue. Emails are never sent within a request: its response time would show
 * whether the account exists.
 */
const pollInterval = 1_000;
/** Milliseconds that a stop waits for the email being sent. If it takes longer, it is sent again later. */
const stopTimeout = 10_000;

/** Polls the mail queue and sends the emails that are due, one at a time, each as a trace of its own. */
export const startMailDelivery = (
  sendEmails: Pick<SendEmails, 'next'>,
  log: Pick<Log, 'warn'>,
  tracer: Tracer | undefined,
) => {
  const withLog: ProcessEmailJob = async (_job, process) => {
    const result = await process();
    if ('error' in result) {
      const outcome = result.outcome === 'failed-permanently' ? 'failed permanently' : 'postponed';
      log.warn(`email ${outcome}`, { error: result.error });
    }
    return result;
  };
  const withTrace: ProcessEmailJob = (job, process) => {
    const attributes = { 'email.kind': job.kind, 'email.attempt': job.attempts };
    return tracer
      ? tracer.trace({ name: 'send email', attributes }, () => withLog(job, process))
      : withLog(job, process);
  };
  let isStopped = false;
  let hasFailed = false;
  let timer: NodeJS.Timeout | undefined;
  const sendDue = async () => {
    while (!isStopped) {
      const result = await sendEmails.next(withTrace);
      hasFailed = false;
      if (result === undefined) return;
    }
  };
  const poll = async () => {
    try {
      await sendDue();
    } catch (error) {
      // Logged once per outage, not at every poll.
      if (!hasFailed && !isStopped) log.warn('cannot send emails', { error });
      hasFailed = true;
    }
    if (!isStopped) schedule();
  };
  let current = Promise.resolve();
  const schedule = () => {
    timer = setTimeout(() => {
      current = poll();
    }, pollInterval);
  };
  schedule();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await Promise.race([current, sleep(stopTimeout, undefined, { ref: false })]);
    },
  };
};
