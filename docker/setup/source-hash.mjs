// The names of the project's images, from the sources that go into them. Set-up builds the image of that name; the
// worker looks for the image of that name, so that it never runs code older than its own.
//
// The hash: for each file, in the order of its path (relative to the package, `/` between parts, compared by code
// units), feed SHA-256 with the path, a NUL, the file's length in decimal, a NUL, and the file's bytes; take the first
// 12 hexadecimal digits. Files: those directly in docker/ that the role's pattern matches, and all below the role's
// folders of sandbox/, without __pycache__ folders and *.pyc files.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const CONTAINERS = /^(python|python-gpu|student|checker)\.Dockerfile|^requirements/;
const ROLES = {
  python: { docker: /^(python\.Dockerfile|requirements.*)$/, sandbox: [] },
  'python-gpu': { docker: /^(python|python-gpu)\.Dockerfile$|^requirements/, sandbox: [] },
  student: { docker: CONTAINERS, sandbox: ['assay_wire', 'assay_runner'] },
  // The student's for machines with GPUs.
  'student-gpu': { docker: CONTAINERS, sandbox: ['assay_wire', 'assay_runner'] },
  checker: {
    docker: CONTAINERS,
    sandbox: ['assay_wire', 'assay', 'assay_checker', 'probe_assignment'],
  },
  // On the checker's.
  validator: {
    docker: /^(python|student|checker|validator)\.Dockerfile|^requirements/,
    sandbox: ['assay_wire', 'assay', 'assay_checker', 'probe_assignment', 'assay_runner', 'assay_validate'],
  },
};

/** The 12 hexadecimal digits that stand for a role's sources in the package at `packageDir`. */
export function sourceHash(packageDir, role) {
  const inputs = ROLES[role];
  if (inputs === undefined) throw new TypeError(`no image has the role ${JSON.stringify(role)}`);
  const hash = createHash('sha256');
  for (const path of sources(packageDir, inputs).sort()) {
    const bytes = readFileSync(join(packageDir, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 12);
}

/** The image of a role, such as `assay-student:0123456789ab`. */
export function imageName(packageDir, role) {
  return `assay-${role}:${sourceHash(packageDir, role)}`;
}

/**
 * A role's image for one course: from the sources of Assay's own image, course.Dockerfile, and the digest of what the
 * course's lock adds. `assay-course-<course>-student:0123456789ab`.
 */
export function courseImageName(packageDir, role, { course, lock }) {
  const hash = createHash('sha256').update(`${sourceHash(packageDir, role)}\0${lock}\0`);
  const tag = hash
    .update(readFileSync(join(packageDir, 'docker', 'course.Dockerfile')))
    .digest('hex')
    .slice(0, 12);
  return `assay-course-${course}-${role}:${tag}`;
}

function sources(packageDir, inputs) {
  const docker = readdirSync(join(packageDir, 'docker'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && inputs.docker.test(entry.name))
    .map((entry) => `docker/${entry.name}`);
  return [...docker, ...inputs.sandbox.flatMap((folder) => filesBelow(packageDir, `sandbox/${folder}`))];
}

function filesBelow(packageDir, folder) {
  return readdirSync(join(packageDir, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === '__pycache__' ? [] : filesBelow(packageDir, path);
    return entry.isFile() && !entry.name.endsWith('.pyc') ? [path] : [];
  });
}

// As a command: one line with the image's name for each role that is asked for.
const thisFile = fileURLToPath(import.meta.url);
if (process.argv[1] !== undefined && resolve(process.argv[1]) === thisFile) {
  const packageDir = dirname(dirname(dirname(thisFile)));
  for (const role of process.argv.slice(2)) process.stdout.write(`${imageName(packageDir, role)}\n`);
}
