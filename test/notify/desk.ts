import { join } from 'node:path';
import type { z } from 'zod';
import { notifySchema, type NotifyTerms } from '../../src/course/notify.js';
import { openChannels } from '../../src/notify/channels.js';
import type { Tried } from '../../src/notify/deliver.js';
import { startNotifier, type NotifierHandle, type NotifierOptions } from '../../src/notify/notifier.js';
import { mailSettings } from '../../src/notify/settings.js';
import { openWebhookSecrets, type WebhookSecrets } from '../../src/notify/webhookSecrets.js';
import { openForWriting } from '../../src/ledger/open.js';
import { putOutbox } from '../../src/ledger/outbox.js';
import type { Store } from '../../src/db/store.js';
import { beginCourse, COURSE } from '../ledger/sample.js';
import { testFolder } from '../support/folder.js';

/** How a course file sets channels. */
type Terms = z.input<typeof notifySchema>;

/** A ledger with three students, and notifiers that look often and do not wait long. */
export interface NotifyDesk extends AsyncDisposable {
  readonly folder: string;
  readonly store: Store;
  readonly secrets: WebhookSecrets;
  /** What became of tries, and what went wrong otherwise. */
  readonly tried: Tried[];
  readonly errors: unknown[];
  /** Puts a message that something needs staff. */
  needStaff(id: number): void;
  /** The mail server's URL may be absent. */
  start(terms: Terms, smtpUrl?: string, changes?: Partial<NotifierOptions>): Promise<NotifierHandle>;
}

/** The clock runs as fast as the real one, from a day on which the course is on. */
export async function notifyDesk(): Promise<NotifyDesk> {
  const folder = await testFolder();
  const store = openForWriting(join(folder.path, 'ledger.db'), { now: runningClock() });
  beginCourse(store);
  const secrets = openWebhookSecrets(folder.path);
  const tried: Tried[] = [];
  const errors: unknown[] = [];
  const handles: NotifierHandle[] = [];
  return {
    folder: folder.path,
    store,
    secrets,
    tried,
    errors,
    needStaff(id) {
      const body = { work: `w${id}`, submissionId: String(id), assignment: 'hw1', cause: 'platform' };
      putOutbox(store, { course: COURSE, kind: 'needs_staff', key: `needs_staff:w${id}:1`, body });
    },
    async start(given, smtpUrl, changes = {}) {
      const terms: NotifyTerms = notifySchema.parse(given);
      const env = { ASSAY_SMTP_URL: smtpUrl, ASSAY_MAIL_FROM: 'Assay <assay@example.edu>' };
      const course = { id: COURSE, title: 'Deep Models', titles: new Map([['hw1', 'Homework 1']]) };
      const opened = openChannels({ store, course, terms, mail: await mailSettings(env), secrets });
      // A minute of a digest is a tenth of a second.
      const channels = opened.map((channel) => ({ ...channel, digestMs: channel.digestMs / 600 }));
      const handle = startNotifier({
        ...{ store, course: COURSE, kinds: terms.kinds, channels, lookMs: 10, firstPauseMs: 50, deadlineMs: 20_000 },
        onTried: (one) => tried.push(one),
        onError: (error) => errors.push(error),
        ...changes,
      });
      handles.push(handle);
      return handle;
    },
    async [Symbol.asyncDispose]() {
      for (const handle of handles) await handle.stop();
      store[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function runningClock(): () => Date {
  const shift = Date.parse('2027-03-01T12:00:00Z') - Date.now();
  return () => new Date(Date.now() + shift);
}
