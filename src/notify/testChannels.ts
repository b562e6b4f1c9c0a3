import { randomBytes } from 'node:crypto';
import type { NotifyTerms } from '../course/notify.js';
import type { CourseWords } from './courseWords.js';
import { withDeadline } from './deadline.js';
import { DeliveryFailure } from './deliveryFailure.js';
import { sendMail, tryMailServer } from './mail.js';
import { requiredMail, type MailSettings } from './settings.js';
import { postWebhook } from './webhook.js';
import { testBody } from './webhookBody.js';
import type { WebhookSecrets } from './webhookSecrets.js';

/** What became of a test of one channel. */
export interface ChannelTest {
  readonly channel: string;
  readonly worked: boolean;
  /** What happened, in one line. */
  readonly text: string;
}

interface TestDeps {
  readonly course: CourseWords;
  readonly terms: NotifyTerms;
  readonly mail: MailSettings | undefined;
  readonly secrets: WebhookSecrets;
  readonly now: () => Date;
  readonly deadlineMs: number;
}

type ChannelTry = readonly [channel: string, attempt: (signal: AbortSignal) => Promise<string>];

/**
 * Sends a message that says it is a test through every channel of the course, one after the other. Students get none:
 * of their channel only the mail server is tried.
 */
export async function testChannels(deps: TestDeps): Promise<ChannelTest[]> {
  const { staff, webhooks, kinds } = deps.terms;
  const wantsStudents = Object.values(kinds).some((channels) => channels.includes('students'));
  const tests: ChannelTry[] = [
    ...(staff?.to ?? []).map((to): ChannelTry => ['staff', (signal) => mailTo(deps, to, signal)]),
    ...(wantsStudents ? [['students', (signal) => tryServer(deps, signal)] satisfies ChannelTry] : []),
    ...Object.entries(webhooks).map(([name, { url }]): ChannelTry => [
      name,
      (signal) => postTo(deps, { name, url }, signal),
    ]),
  ];
  const results: ChannelTest[] = [];
  for (const [channel, test] of tests) results.push({ channel, ...(await tried(test, deps.deadlineMs)) });
  return results;
}

async function tried(
  test: (signal: AbortSignal) => Promise<string>,
  deadlineMs: number,
): Promise<Omit<ChannelTest, 'channel'>> {
  try {
    return { worked: true, text: await withDeadline(deadlineMs, undefined, test) };
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    return { worked: false, text: error.message };
  }
}

async function mailTo({ mail, course }: TestDeps, to: string, signal: AbortSignal): Promise<string> {
  const subject = `[${course.id}] a test of Assay’s messages`;
  const text = `This is a test of the messages of ${course.title} (${course.id}). You need not do anything.\n`;
  await sendMail(requiredMail(mail), { to, subject, text, key: testKey() }, signal);
  return `the mail server took a test mail to ${to}`;
}

async function tryServer({ mail }: TestDeps, signal: AbortSignal): Promise<string> {
  await tryMailServer(requiredMail(mail), signal);
  return 'the mail server lets Assay in; no student was sent anything';
}

async function postTo(
  { course, secrets, now }: TestDeps,
  { name, url }: { readonly name: string; readonly url: string },
  signal: AbortSignal,
): Promise<string> {
  const key = testKey();
  await postWebhook({ url, secret: await secrets.of(name), key, body: testBody(course, key), at: now() }, signal);
  return `${new URL(url).host} took a test message`;
}

function testKey(): string {
  return randomBytes(16).toString('hex');
}
