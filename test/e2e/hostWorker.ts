import { frozenAssignments } from '../../src/course/frozen.js';
import { Grader } from '../../src/grading/grader.js';
import { openQueueRedis } from '../../src/queue/connection.js';
import { startWorker } from '../../src/queue/worker.js';
import { httpBlobStore } from '../../src/machine/httpBlobStore.js';
import { testContext } from '../support/engine.js';

// A worker on a host of its own: all that it is given is Redis, the server's address and its key. It says on stdout which
// submissions it begins and ends, until it is killed.
const [redisUrl = '', url = '', workerKey = '', workerId = '', folder = ''] = process.argv.slice(2);
const blobs = httpBlobStore({ url, workerKey });
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
startWorker({
  grader: new Grader(await testContext({ workerId })),
  redis: await openQueueRedis('/nonexistent', { REDIS_URL: redisUrl }),
  blobs,
  assignments: frozenAssignments(blobs, folder),
  lanes: ['cpu'],
  concurrency: 1,
  lockMs: 3_000,
  events: {
    onStart: (submission) => {
      say(`start ${submission}`);
    },
    onEnd: (submission) => {
      say(`end ${submission}`);
    },
    onFailure: (submission, error) => {
      say(`failure ${submission} ${String(error)}`);
    },
  },
});
say('ready');
