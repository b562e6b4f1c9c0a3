import { packageName } from './pins.js';
import type { Published } from './published.js';

/** Packages that are imported by another name than they are installed by. */
const PACKAGE_OF: Readonly<Record<string, string>> = {
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python',
  imageio_ffmpeg: 'imageio-ffmpeg',
  ot: 'pot',
  PIL: 'pillow',
  pyro: 'pyro-ppl',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  yaml: 'pyyaml',
};

/** What Colab's published list says of a module, as the end of a sentence. */
export function colabHas(module: string, { packages, absent }: Published): string {
  const [top = module] = module.split('.');
  const name = packageName(PACKAGE_OF[top] ?? top);
  const version = packages[name];
  if (version !== undefined) return `Colab has ${name} ${version}`;
  return absent.includes(name) ? `Colab has not got ${name} either` : `our copy of Colab's list does not say`;
}
