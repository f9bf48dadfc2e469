import { PDFName, PDFNumber, type PDFDict } from 'pdf-lib';
import type { ObjectCopier } from './copy-objects.ts';
import type { PlacedPage } from './destinations.ts';
import { corners, inherited, rectangle } from './open.ts';

const N = (text: string): PDFName => PDFName.of(text);
const [MEDIA_BOX, CROP_BOX, ROTATE] = [N('MediaBox'), N('CropBox'), N('Rotate')];

/** What a page of an exhibit brings along beside its content (ISO 32000-1, Table 30); all else is tied to its file or runs something. */
const PAGE_KEYS = ['Group', 'UserUnit', 'BleedBox', 'TrimBox', 'ArtBox', 'VP'].map(N);

/** Gives a printed page the size and turn of an exhibit's page (`from`), which is placed at `at`. */
export function settleBoxes(page: PDFDict, at: PlacedPage, from: PDFDict, copier: ObjectCopier): void {
  for (const key of PAGE_KEYS) {
    const value = from.get(key);
    const copy = value && copier.copy(value);
    if (copy) page.set(key, copy);
    else page.delete(key);
  }
  const crop = corners(at.box);
  const media = corners(rectangle(inherited(from, MEDIA_BOX)) ?? at.box);
  page.set(MEDIA_BOX, page.context.obj(media));
  if (media.join() === crop.join()) page.delete(CROP_BOX);
  else page.set(CROP_BOX, page.context.obj(crop));
  if (at.turn === 0) page.delete(ROTATE);
  else page.set(ROTATE, PDFNumber.of(at.turn));
}
