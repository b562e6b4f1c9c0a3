import type { Logger } from 'pino';
import type { Metrics } from '../server/metrics.js';
import type { PublicUrl } from '../server/auth/publicUrl.js';
import type { ServedCourse } from '../server/servedCourse.js';
import type { Store } from '../db/store.js';
import { openChannels } from './channels.js';
import type { CourseWords } from './courseWords.js';
import { startNotifier, type NotifierHandle } from './notifier.js';
import { linkChannel } from './linkChannel.js';
import type { MailSettings } from './settings.js';
import { openWebhookSecrets } from './webhookSecrets.js';

export interface OpenNotifierOptions {
  readonly store: Store;
  readonly course: ServedCourse;
  /** The secrets of webhooks. */
  readonly stateDir: string;
  /** How mail is sent; absent where the operator has set no mail server. */
  readonly mail: MailSettings | undefined;
  /** The address that people type, where the operator has said one. */
  readonly publicUrl: PublicUrl | undefined;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/**
 * Puts the notifier of a course together and starts it. Where the course tells nobody of anything, it mails links to sign
 * in, and keeps the outbox short.
 */
export function openNotifier(options: OpenNotifierOptions): NotifierHandle {
  const { store, course, stateDir, mail, publicUrl, metrics, log } = options;
  const terms = course.notify;
  const secrets = openWebhookSecrets(stateDir);
  const words = wordsOf(course);
  const channels = [
    ...(terms === undefined ? [] : openChannels({ store, course: words, terms, mail, secrets })),
    linkChannel({ store, course: words, mail, publicUrl }),
  ];
  if (mail === undefined && channels.some(({ name }) => name === 'staff' || name === 'students')) {
    log.warn('the course wants mail, and ASSAY_SMTP_URL is not set: mail waits');
  }
  return startNotifier({
    store,
    course: course.id,
    kinds: terms?.kinds,
    channels,
    onTried: ({ delivery: { id, channel, kind, attempts }, outcome, problem }) => {
      metrics.notified.inc({ channel, kind, outcome });
      const note = { delivery: id, channel, kind, attempts, outcome, problem };
      if (outcome === 'dead') log.error(note, 'a message was given up; see assay notify dead');
      else if (outcome === 'sent') log.info(note, 'told');
      else log.warn(note, 'a message was not sent');
    },
    onError: (error) => {
      log.warn({ problem: error instanceof Error ? error.name : 'unknown' }, 'trouble with the outbox');
    },
  });
}

/** What messages call a course and its assignments. */
function wordsOf({ id, title, assignments }: ServedCourse): CourseWords {
  const titles = new Map([...assignments.values()].map(({ assignment }) => [assignment.id, assignment.title]));
  return { id, title, titles };
}
