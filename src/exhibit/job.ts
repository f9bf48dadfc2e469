import type { Finding } from '../model/diagnostic.ts';
import type { Exhibit } from '../model/exhibit.ts';
import type { Limits } from './limits.ts';

/** What becomes of notes, highlights, stamps and drawings on an exhibit's pages. Links always stay, form fields are always made part of the page. */
export type AnnotationChoice = 'keep' | 'flatten' | 'drop';

/** Take a PDF in. */
export interface OpenJob {
  readonly kind: 'open';
  readonly bytes: Uint8Array;
  readonly password?: string;
  readonly annotations: AnnotationChoice;
  readonly limits: Limits;
}

/** Paint one page. */
export interface RasterJob {
  readonly kind: 'raster';
  readonly bytes: Uint8Array;
  /** Index from 0. */
  readonly page: number;
  readonly ppi: number;
}

/** Work for a thread. */
export type Job = OpenJob | RasterJob;

/** What came of taking a PDF in; without `exhibit` it was refused, and one finding says why. */
export interface Intake {
  readonly exhibit?: Omit<Exhibit, 'file' | 'span'>;
  readonly findings: readonly Finding[];
}

/** A painted page. */
export interface Raster {
  readonly bytes: Uint8Array;
  readonly format: 'png';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The resolution painted at: less than asked for where the page is too large. */
  readonly ppi: number;
}
