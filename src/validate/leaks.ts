import { autograderFiles } from '../gradescope/autograderZip.js';
import { mistake, type Finding } from './finding.js';
import { studentTexts } from './studentTexts.js';
import type { CheckEntry, Subject } from './subject.js';
import type { Trial } from './trial.js';

/** Shorter lines stand in any notebook. */
const LINE_CHARS = 25;
/** What a text for students must not hold: where the checks are, and what Python says of them. */
const TELLTALE = /\/assignment\b|checks\.py|\breference\.py|Traceback \(most recent call last\)|site-packages/u;

/** Nothing that a student sees tells of hidden checks or of the solution. */
export async function judgeLeaks(trial: Trial, forwarderDir: string): Promise<readonly Finding[]> {
  const { subject } = trial;
  return [...starterLeaks(subject), ...(await messageLeaks(trial)), ...(await zipLeaks(subject, forwarderDir))];
}

function starterLeaks({ material, solved, given }: Subject): readonly Finding[] {
  const starter = new Set(material.starterCells.flatMap(({ source }) => linesOf(source)));
  return [...solved].flatMap(([name, source]): Finding[] => {
    if (given.get(name) === source) return [];
    const shared = linesOf(source).filter((line) => line.length >= LINE_CHARS && starter.has(line));
    const own = shared.filter((line) => !linesOf(given.get(name) ?? '').includes(line) || !isSignature(line));
    return own.length === 0
      ? []
      : [mistake(`starter.ipynb holds a line of the solution’s \`${name}\`: ${own[0] ?? ''} Take it out.`)];
  });
}

async function messageLeaks(trial: Trial): Promise<readonly Finding[]> {
  const hidden = hiddenOf(trial.subject);
  return (await studentTexts(trial)).flatMap(({ check, text }) => {
    const telltale = TELLTALE.exec(text)?.[0];
    const named = hidden.filter(({ id, title }) => id !== check && text.includes(title));
    return [
      ...(telltale === undefined
        ? []
        : [mistake(`Check ${check} tells students of \`${telltale}\`: ${text.slice(0, 120)}`)]),
      ...named.map(({ id, title }) => mistake(`Check ${check} names hidden check ${id}: ${title}`)),
    ];
  });
}

/** Of what `assay gradescope zip` writes: students' code runs beside it. */
async function zipLeaks(subject: Subject, filesDir: string): Promise<readonly Finding[]> {
  const { loaded, material, solved } = subject;
  const key = { kid: '', secret: '0'.repeat(64) };
  const config = { ...key, server: 'https://assay.example.edu', onPending: 'none' } as const;
  const files = await autograderFiles({ filesDir, config: { ...config, assignment: loaded.assignment.id } });
  const starter = new Set(material.starter.flatMap(linesOf));
  const lines = [...solved.values()].flatMap(linesOf).filter((line) => line.length >= LINE_CHARS);
  const secrets = [
    ...lines.filter((line) => !starter.has(line) && !isSignature(line)),
    ...hiddenOf(subject).map(({ title }) => title),
  ];
  return [...files].flatMap(([name, content]) => {
    const text = content.toString('utf8');
    const told = secrets.find((secret) => text.includes(secret));
    return told === undefined ? [] : [mistake(`The zip for Gradescope tells students, in ${name}: ${told}`)];
  });
}

/** A title of one word may stand in any text. */
function hiddenOf({ checks }: Subject): readonly CheckEntry[] {
  return checks.filter(({ visibility, title }) => visibility !== 'visible' && title.includes(' '));
}

function linesOf(source: string): readonly string[] {
  return source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('"""'));
}

function isSignature(line: string): boolean {
  return /^(def|class|@)/u.test(line);
}
