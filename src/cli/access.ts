import type { Command } from '@commander-js/extra-typings';
import { actorOfPerson } from '../access/person.js';
import { Refusal } from '../base/refusal.js';
import { issueSignInLink, mailSignInLink, type LinkAsk } from '../ledger/commands/signInLink.js';
import { revokeAccess } from '../ledger/commands/revokeAccess.js';
import { accessLog } from '../ledger/questions/accessLog.js';
import { openAccess } from '../ledger/questions/openAccess.js';
import { plural } from '../late/wording.js';
import { publicUrl, type PublicUrl } from '../server/auth/publicUrl.js';
import { positive } from './arguments.js';
import type { ExitCode } from './exitCodes.js';
import { answer, printAnswer } from './late/answer.js';
import { actorOf, AS, COURSE_ID, JSON_OUT, LEDGER, ledgerOf, openWriter, type ChangeOptions } from './late/options.js';

const PERSON = ['<person>', 'a student (key, e-mail address, number or whole name), or a name on the staff'] as const;

interface LinkOptions extends ChangeOptions {
  readonly hours: number;
  readonly mail?: true | undefined;
  readonly publicUrl?: string | undefined;
}

/** Adds `access` and its subcommands. */
export function accessCommand(root: Command, end: (code: ExitCode) => void): void {
  const access = root
    .command('access')
    .description('who may come in: links that sign in once, what is open, ending it');
  access
    .command('link')
    .description('make a link that signs somebody in, once')
    .argument(...PERSON)
    .option('--hours <n>', 'how long it is good', positive, 24)
    .option('--mail', 'have the server send it to their address instead of printing it')
    .option('--public-url <url>', 'the address that people type; ASSAY_PUBLIC_URL; for --mail the server’s own counts')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...AS)
    .option(...JSON_OUT)
    .action(async (who, options) => {
      end(await link(who, options));
    });
  access
    .command('list')
    .description('the links, sessions and tokens that are good now, without their secrets')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (options) => {
      end(
        await answer(options, (ledger) => {
          const open = openAccess(ledger);
          const lines = open.map(
            ({ person, what, createdAt, endsAt }) =>
              `${actorOfPerson(person)}  ${what} since ${createdAt}, until ${endsAt}`,
          );
          return { lines: lines.length === 0 ? ['Nothing is open.'] : lines, json: { open } };
        }),
      );
    });
  access
    .command('log')
    .description('who signed in, was given links, and whom staff looked at: the newest, the newest last')
    .argument('[person]', PERSON[1])
    .option('--limit <n>', 'how many', positive, 50)
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...JSON_OUT)
    .action(async (who, options) => {
      end(
        await answer(options, (ledger) => {
          const log = accessLog(ledger, { who, limit: options.limit });
          const lines = log.map(({ at, kind, actor, student, detail }) =>
            [at, actor, kind, student ?? '', detail ?? ''].join('  ').trimEnd(),
          );
          return { lines: lines.length === 0 ? ['Nothing was noted.'] : lines, json: { log } };
        }),
      );
    });
  access
    .command('revoke')
    .description('end all links, sessions and tokens of somebody')
    .argument(...PERSON)
    .option('--campus', 'forget which campus account is theirs too: the next one with their address is')
    .option(...LEDGER)
    .option(...COURSE_ID)
    .option(...AS)
    .option(...JSON_OUT)
    .action(async (who, options) => {
      using store = await openWriter(options);
      const revoked = revokeAccess(ledgerOf(store, options), actorOf(options), {
        who,
        campusToo: options.campus === true,
      });
      const { links, sessions, tokens } = revoked;
      const lines = [`Ended: ${plural(links, 'link')}, ${plural(sessions, 'session')}, ${plural(tokens, 'token')}.`];
      end(printAnswer({ lines, json: { revoked } }, options));
    });
}

async function link(who: string, options: LinkOptions): Promise<ExitCode> {
  const ask = { who, hours: options.hours };
  if (options.mail === true) return mailed(ask, options);
  const url = addressOf(options);
  using store = await openWriter(options);
  const { path, endsAt, person } = issueSignInLink(ledgerOf(store, options), actorOf(options), ask);
  const address = url.to(path);
  process.stderr.write(
    `Signs ${person.name} in, once, until ${endsAt}. It is kept nowhere and cannot be printed again.\n`,
  );
  return printAnswer({ lines: [address], json: { address, endsAt } }, options);
}

async function mailed(ask: LinkAsk, options: LinkOptions): Promise<ExitCode> {
  using store = await openWriter(options);
  const { address, endsAt } = mailSignInLink(ledgerOf(store, options), actorOf(options), ask);
  const lines = [
    `A link is mailed to ${address}, within seconds where \`assay serve\` runs with a mail server (ASSAY_SMTP_URL) and a public address; it is good once, until ${endsAt}.`,
  ];
  return printAnswer({ lines, json: { address, endsAt } }, options);
}

/** @throws {Refusal} where none is said, or a wrong one. */
function addressOf(options: LinkOptions): PublicUrl {
  const given = options.publicUrl ?? process.env['ASSAY_PUBLIC_URL'] ?? '';
  if (given !== '') return publicUrl(given);
  throw new Refusal({
    code: 'noPublicUrl',
    text: 'A link needs the address under which people reach the server.',
    remedy: 'Give it with --public-url or ASSAY_PUBLIC_URL, as `assay serve` has it.',
    whoseTurn: 'operator',
  });
}
