import type { Engine } from '../sandbox/engine.js';
import type { CourseImages } from '../sandbox/images.js';
import type { Security } from '../grade/grade.js';

/** The images that sandboxes start from, by digest. */
interface Images {
  readonly student: string;
  readonly checker: string;
  /** The student's with CUDA; absent on a worker that gives out no GPUs. */
  readonly gpuStudent?: string;
}

/** What grading needs of the machine it runs on. Built once, in the composition root of each command. */
export interface GradingContext {
  readonly engine: Engine;
  readonly engineVersion: string;
  readonly images: Images;
  /** Those of courses with packages of their own. */
  readonly courseImages: CourseImages;
  /** Engine runtime for the sandboxes, e.g. `runsc`; the engine's default where absent. */
  readonly runtime?: string;
  /** Keys the checks' random inputs; never enters a container. */
  readonly secret: Uint8Array;
  /** Names this process in its containers' labels. */
  readonly workerId: string;
  /** What grades, whatever the assignment; `graderVersion` adds that. */
  readonly grader: string;
  /** What the preflight found; where its probe failed, hidden checks are not run. */
  readonly security: Security;
}
