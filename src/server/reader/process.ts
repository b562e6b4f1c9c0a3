/**
 * The process in which the server reads what students hand in: whatever a file does to its memory or time, the server
 * goes on. It answers one job at a time, and ends with the server.
 */
import { readFile } from 'node:fs/promises';
import { findNotebook } from '../../intake/findNotebook.js';
import { readGradescopeMetadata, requireSubmission } from '../../intake/gradescopeMetadata.js';
import { IntakeError } from '../../intake/intakeError.js';
import { folderBlobStore } from '../../machine/blobStore.js';
import { readWritten, writtenText } from '../../written/readWritten.js';
import { readExecuted } from './executed.js';
import { readShown } from './shown.js';
import type { ReaderJob, ReaderJobs, ReaderMessage, StoredNotebook } from './jobs.js';

process.on('message', (job: ReaderJob) => void reply(job));
process.on('disconnect', () => process.exit());
// A signal to the whole group is for the server, which may still want an answer.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);

async function reply(job: ReaderJob): Promise<void> {
  const message = await outcomeOf(job);
  process.send?.({ ...message, residentBytes: process.memoryUsage.rss() } satisfies ReaderMessage);
}

async function outcomeOf(job: ReaderJob) {
  try {
    return { answer: await answerTo(job) };
  } catch (error) {
    if (error instanceof IntakeError) {
      const { code, text, remedy } = error;
      return { refused: { code, text, remedy } };
    }
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

async function answerTo(job: ReaderJob): Promise<ReaderJobs[keyof ReaderJobs]['answer']> {
  switch (job.kind) {
    case 'metadata':
      return readMetadata(job);
    case 'notebook':
      return storeNotebook(job);
    case 'written':
      return storeWritten(job);
    case 'executed':
      return readExecuted(job);
    case 'shown':
      return readShown(job);
  }
}

async function readMetadata({ file }: ReaderJobs['metadata']['ask']): Promise<ReaderJobs['metadata']['answer']> {
  const { previousSubmissions: _, ...submitted } = requireSubmission(readGradescopeMetadata(await readFile(file)));
  return submitted;
}

async function storeWritten({ file, name, asked, blobs }: ReaderJobs['written']['ask']): Promise<string | null> {
  const written = await readWritten(asked, await readFile(file), name);
  return written === undefined ? null : folderBlobStore(blobs).put(Buffer.from(writtenText(written)));
}

async function storeNotebook({ files, named, blobs }: ReaderJobs['notebook']['ask']): Promise<StoredNotebook> {
  const submitted = files.map(({ path, bytes, file }) => ({ path, size: bytes, read: () => readFile(file) }));
  const { notebook, bytes, path } = await findNotebook(submitted, { named });
  return { blob: await folderBlobStore(blobs).put(bytes), digest: notebook.digest, path };
}
