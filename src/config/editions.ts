import { DEFAULT_PRESS } from '../model/press.ts';
import type { Edition } from '../model/publication.ts';

/** The edition that is built when nobody names one, and that others start from. */
export const DEFAULT_EDITION = 'web';

/**
 * The editions that every publication has. 150 ppi is as fine as a screen page is zoomed in practice; 300 ppi is what presses
 * screen to. Photographs at quality 82 look like their original on a screen, at 92 in print. Only what travels over
 * the web is linearised. What is read on a screen or kept is accessible and archivable in one file; what is printed is PDF/X-4.
 */
export const EDITIONS: readonly Edition[] = [
  { name: 'web', ppi: 150, quality: 82, linearise: true, standard: ['ua-1', 'a-2a'] },
  { name: 'print', ppi: 300, quality: 92, linearise: false, standard: ['x-4'], press: DEFAULT_PRESS },
  { name: 'archive', ppi: 300, quality: 90, linearise: false, standard: ['ua-1', 'a-2a'] },
];
