import { openForWriting } from '../../src/ledger/open.js';
import { openChannels } from '../../src/notify/channels.js';
import { notifySchema } from '../../src/course/notify.js';
import { startNotifier } from '../../src/notify/notifier.js';
import { mailSettings } from '../../src/notify/settings.js';
import { openWebhookSecrets } from '../../src/notify/webhookSecrets.js';
import { COURSE } from '../ledger/sample.js';

// Sends a ledger's outbox until it is killed.
const [folder = '', terms = ''] = process.argv.slice(2);
const store = openForWriting(`${folder}/ledger.db`, { now: () => new Date() });
const parsed = notifySchema.parse(JSON.parse(terms));
const channels = openChannels({
  store,
  course: { id: COURSE, title: 'Deep Models', titles: new Map() },
  terms: parsed,
  mail: await mailSettings(process.env),
  secrets: openWebhookSecrets(folder),
});
startNotifier({
  ...{ store, course: COURSE, kinds: parsed.kinds, channels: channels.map((one) => ({ ...one, digestMs: 0 })) },
  ...{ lookMs: 10, firstPauseMs: 100 },
  onTried: () => undefined,
  onError: (error) => {
    console.error(error);
  },
});
