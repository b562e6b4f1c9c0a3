import { existsSync } from 'node:fs';
import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import type { Finding } from '../doctor/finding.js';
import { notifyFindings } from '../doctor/notifyFindings.js';
import { plural } from '../late/wording.js';
import { mailSettings } from '../notify/settings.js';
import { testChannels } from '../notify/testChannels.js';
import { openWebhookSecrets } from '../notify/webhookSecrets.js';
import { loadCourseTerms } from '../server/servedCourse.js';
import { readDead, reviveDead } from '../ledger/deliveries.js';
import { COURSE } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { answerOfAll, printAnswer } from './late/answer.js';
import { JSON_OUT, LEDGER, ledgerFile, openReader, openWriter, type LedgerOptions } from './late/options.js';
import { stateDir } from './setting.js';

const DEADLINE_MS = 30_000;
const MOST_SHOWN = 100;

/** Adds `notify` and its subcommands. */
export function notifyCommand(root: Command, end: (code: ExitCode) => void): void {
  const notify = root
    .command('notify')
    .description('messages to staff and students: try channels, see what was given up');
  notify
    .command('test')
    .description('send a test message through every channel of the course and say what happened; students get none')
    .option(...COURSE)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(await test(options));
    });
  notify
    .command('dead')
    .description('the messages that were given up, and why; exit code 1 where there are some')
    .option(...LEDGER)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(await listDead(options));
    });
  notify
    .command('resend')
    .description('have messages that were given up tried again by the running server, under their old keys')
    .argument('[delivery...]', 'their numbers, as `notify dead` prints them; all where none is named', numbers, [])
    .option(...LEDGER)
    .option(...JSON_OUT)
    .action(async (ids, options) => {
      end(await resend(ids, options));
    });
  notify
    .command('secret')
    .description('print the secret that signs what a webhook gets')
    .argument('<webhook>', 'its name in course.yaml')
    .option('--renew', 'make another one first; the receiver must know it before the next message')
    .option(...COURSE)
    .action(async (name, options) => {
      end(await secret(name, options));
    });
}

/** What `assay doctor` says of messages; nothing on a machine without a ledger. */
export async function messageFindings(options: LedgerOptions): Promise<Finding[]> {
  if (!existsSync(await ledgerFile(options))) return [];
  using store = await openReader(options);
  return notifyFindings(store);
}

async function test(options: { readonly course: string; readonly json?: true | undefined }): Promise<ExitCode> {
  const course = await loadCourseTerms(options.course);
  const terms = course.notify;
  if (terms === undefined)
    throw new UsageError(`${course.id} has no channels. Course staff: add notify to course.yaml.`);
  const results = await testChannels({
    // The message for trying speaks of no assignment.
    course: { id: course.id, title: course.title, titles: new Map() },
    terms,
    mail: await mailSettings(process.env),
    secrets: openWebhookSecrets(await stateDir(process.env)),
    now: () => new Date(),
    deadlineMs: DEADLINE_MS,
  });
  const lines = results.map(({ channel, worked, text }) => `${worked ? 'ok  ' : 'FAIL'}  ${channel}: ${text}`);
  const code = results.every(({ worked }) => worked) ? EXIT.passed : EXIT.platformFailure;
  return printAnswer({ lines: lines.length === 0 ? ['No channel is used.'] : lines, json: { results }, code }, options);
}

function listDead(options: LedgerOptions): Promise<ExitCode> {
  return answerOfAll(options, (store) => {
    const dead = readDead(store, MOST_SHOWN).map(({ id, course, channel, kind, createdAt, attempts, lastError }) => ({
      ...{ delivery: id, course, channel, kind, createdAt, attempts, problem: lastError },
    }));
    const lines = dead.map(
      ({ delivery, channel, kind, createdAt, attempts, problem }) =>
        `${delivery}  ${kind} to ${channel}, of ${createdAt}, given up at try ${attempts}: ${problem ?? ''}`,
    );
    const code = dead.length === 0 ? EXIT.passed : EXIT.studentFailure;
    return { lines: dead.length === 0 ? ['No message was given up.'] : lines, json: { dead }, code };
  });
}

async function resend(ids: readonly number[], options: LedgerOptions): Promise<ExitCode> {
  using store = await openWriter(options);
  const revived = reviveDead(store, ids.length === 0 ? undefined : ids);
  const lines = [`${plural(revived, 'message')} will be tried again, within seconds where the server runs.`];
  return printAnswer({ lines, json: { revived } }, options);
}

async function secret(name: string, options: { readonly course: string; readonly renew?: true }): Promise<ExitCode> {
  const course = await loadCourseTerms(options.course);
  const known = Object.keys(course.notify?.webhooks ?? {});
  if (!known.includes(name)) {
    throw new UsageError(`${course.id} has no webhook ${name}. Known: ${known.join(', ') || 'none'}.`);
  }
  const secrets = openWebhookSecrets(await stateDir(process.env));
  process.stdout.write(`${await (options.renew === true ? secrets.renew(name) : secrets.of(name))}\n`);
  return EXIT.passed;
}

function numbers(text: string, earlier: readonly number[]): number[] {
  if (!/^\d{1,15}$/u.test(text)) throw new InvalidArgumentError('It must be a number that `notify dead` prints.');
  return [...earlier, Number(text)];
}
