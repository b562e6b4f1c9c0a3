import { writeSync } from 'node:fs';
import { openQueueRedis } from '../../../src/queue/connection.js';
import { blobFolder } from '../../../src/machine/blobFolder.js';
import { openForWriting } from '../../../src/ledger/open.js';
import { startDispatcher } from '../../../src/work/dispatch/dispatcher.js';
import { submit } from '../sample.js';

// Takes submissions in and dispatches them until it is killed; says what it has taken in, after it has.
const [folder = '', url = '', round = ''] = process.argv.slice(2);
const store = openForWriting(`${folder}/ledger.db`, { now: () => new Date() });
const redis = await openQueueRedis(folder, { REDIS_URL: url });
const dispatcher = startDispatcher({
  store,
  redis,
  blobs: blobFolder(`${folder}/blobs`),
  lanes: ['cpu'],
  reconcileMs: 100,
});
for (let number = 0; number < 6; number++) {
  const submissionId = `${round}-${number}`;
  submit(store, `p${number}@example.edu`, { submissionId, workClass: 'regrade' });
  writeSync(1, `${submissionId}\n`);
  dispatcher.wake();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
