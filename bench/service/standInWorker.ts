import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { openQueueRedis } from '../../src/queue/connection.js';
import { QUEUE_NAMES, type GradeJob, type JobResult } from '../../src/queue/job.js';
import { readNotebook } from '../../src/intake/readNotebook.js';
import { blobFolder, workersBlobs } from '../../src/machine/blobFolder.js';
import { httpBlobStore } from '../../src/machine/httpBlobStore.js';
import { gradeOf } from '../../test/ledger/sample.js';

// A worker without containers, so that what is measured is the server and the queue alone. Where it is given a key, it
// fetches the notebook and stores a grade over HTTP, as workers on other machines do; else in the server's folder.
const [redisUrl = '', place = '', workerKey = ''] = process.argv.slice(2);
// How long a job pauses, how many are worked on at once; each that begins is told, where it pauses.
const { PAUSE_MS: pauseMs = '0', SLOTS: slots = '8' } = process.env;
const redis = await openQueueRedis('/nonexistent', { REDIS_URL: redisUrl });
const blobs = workerKey === '' ? workersBlobs(blobFolder(place)) : httpBlobStore({ url: place, workerKey });
const worker = new Worker<GradeJob, JobResult>(
  QUEUE_NAMES.cpu,
  async ({ data: job }) => {
    const { digest: notebookDigest } = readNotebook(await blobs.get(job.notebook), job.fileName);
    const { submission, assignment, assignmentDigest } = job;
    if (pauseMs !== '0') {
      process.stdout.write(`${submission} ${Date.now()}\n`);
      await sleep(Number(pauseMs));
    }
    const grade = gradeOf(submission, 3, { assignment, assignmentDigest, notebookDigest });
    const [stored, executed] = await Promise.all([
      blobs.put(Buffer.from(JSON.stringify(grade))),
      blobs.put(Buffer.from(`{"executed": "${submission}"}`)),
    ]);
    return { kind: 'graded', outcome: grade.outcome, grade: stored, executed };
  },
  { connection: redis.connect('waiting'), concurrency: Number(slots), lockDuration: 60_000 },
);
worker.on('error', () => undefined);
