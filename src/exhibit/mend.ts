import { PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFStream, type PDFContext } from 'pdf-lib';
import { filters, streamBytes } from '../model/pdf-stream.ts';
import { booleanAt, dictionary, dictionaryAt, nameAt, numberAt, textAt } from '../model/pdf-values.ts';
import type { Shown } from './content-facts.ts';
import { holderOf, isEmbedded } from './font-faults.ts';
import { withoutStrangeOperators } from './operator-rules.ts';
import { joinedContent } from './page-stream.ts';
import { StandIns, type StandInFiles } from './stand-in-faces.ts';
import { tellCharacters } from './tell-characters.ts';

/** What was put right so that pages can keep PDF/A-2 and PDF/UA, and look as before. */
export interface Mended {
  /** Faces that the file did not bring, with those that came in for them: `Arial,Bold` → `Arimo`. */
  readonly faces: ReadonlyMap<string, string>;
  /** Pictures, graphics states or streams were changed too. */
  readonly streams: boolean;
  readonly changed: boolean;
}

/** Entries of pictures that stand for other pictures or files (ISO 19005-2, 6.2.8). */
const ELSEWHERE = ['Alternates', 'OPI'] as const;

/**
 * Puts right what a standard forbids and no reader sees: faces that every reader has are embedded, what is left to default is said,
 * LZW becomes Flate. `fonts`: those that show text. `codes`: what composite ones show. `strange`: pages and forms that are to be written anew. `limit`: bytes that a stream may unpack to.
 */
export function mend(
  context: PDFContext,
  fonts: ReadonlySet<PDFDict>,
  {
    files,
    codes,
    strange,
    limit,
  }: Pick<Shown, 'codes' | 'strange'> & {
    readonly files: StandInFiles;
    readonly limit: number;
  },
): Mended {
  const faces = new Map<string, string>();
  const standIns = new StandIns(context, files);
  let [said, streams] = [false, false];
  for (const font of fonts) {
    said = tellCharacters(context, font, codes.get(font), limit) || said;
    if (nameAt(font, 'Subtype') === 'Type0') {
      said = sayGlyphs(font) || said;
      continue;
    }
    const named = nameAt(font, 'BaseFont') ?? '';
    const face = isEmbedded(font) ? undefined : standIns.embed(font);
    if (face !== undefined) faces.set(named.replace(/^[A-Z]{6}\+/, ''), face);
  }
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (object instanceof PDFDict) {
      if (strange.has(object)) streams = cleanPage(context, object, limit) || streams;
      streams = settleStates(object) || streams;
      const descriptor = nameAt(object, 'Type') === 'FontDescriptor' ? object : dictionaryAt(object, 'FontDescriptor');
      if (descriptor) said = withoutLists(descriptor) || said;
      said = describeNote(object) || said;
      said = printNote(object) || said;
    }
    if (!(object instanceof PDFStream)) continue;
    streams = settleStates(object.dict) || streams;
    if (nameAt(object.dict, 'Subtype') === 'Image') streams = settlePicture(object.dict) || streams;
    const packed = strange.has(object) ? cleanForm(context, object, limit) : repacked(context, object, limit);
    if (packed) context.assign(ref, packed);
    streams ||= packed !== undefined;
  }
  return { faces, streams, changed: said || streams || faces.size > 0 };
}

/** Takes off the lists of what a font's program holds, which are seldom right and never needed (ISO 19005-2, 6.2.11.4.2; ISO 14289-1, 7.21.4.2). */
function withoutLists(descriptor: PDFDict): boolean {
  const there = ['CIDSet', 'CharSet'].map((key) => PDFName.of(key)).filter((key) => descriptor.has(key));
  for (const key of there) descriptor.delete(key);
  return there.length > 0;
}

/** Notes, highlights and stamps; what else an annotation can be needs no words, or has them elsewhere. */
const NOTES =
  /^(?:Text|FreeText|Line|Square|Circle|Polygon|PolyLine|Highlight|Underline|Squiggly|StrikeOut|Stamp|Caret|Ink|Redact|Watermark)$/;

/** Says of a note without words what it is (ISO 14289-1, 7.18.1): its subject, a stamp's name, else its kind. */
function describeNote(annotation: PDFDict): boolean {
  const kind = nameAt(annotation, 'Subtype') ?? '';
  if (!annotation.has(PDFName.of('Rect')) || !NOTES.test(kind) || textAt(annotation, 'Contents')) return false;
  const words = textAt(annotation, 'Subj')?.trim() || nameAt(annotation, 'Name')?.replace(/^#/, '') || kind;
  annotation.set(PDFName.of('Contents'), PDFHexString.fromText(words));
  return true;
}

/** Annotation flags (ISO 32000-1, Table 165) that a note in sight may not have, and the one that it must (ISO 19005-2, 6.3.2). */
const INVISIBLE = 1;
const TOGGLED = 256;
const PRINT = 4;
const NO_VIEW = 32;

/** Lets a note that is seen be printed: flags that change nothing now go. */
function printNote(annotation: PDFDict): boolean {
  if (!annotation.has(PDFName.of('Rect')) || !NOTES.test(nameAt(annotation, 'Subtype') ?? '')) return false;
  const flags = numberAt(annotation, 'F') ?? 0;
  const settled = (flags & ~(INVISIBLE | TOGGLED)) | PRINT;
  if ((flags & NO_VIEW) !== 0 || settled === flags) return false;
  annotation.set(PDFName.of('F'), PDFNumber.of(settled));
  return true;
}

/** Says that glyphs are numbered as characters are, where that is left to default (ISO 19005-2, 6.2.11.3.2). */
function sayGlyphs(font: PDFDict): boolean {
  const holder = holderOf(font);
  if (nameAt(holder, 'Subtype') !== 'CIDFontType2') return false;
  if (!isEmbedded(holder) || holder.has(PDFName.of('CIDToGIDMap'))) return false;
  holder.set(PDFName.of('CIDToGIDMap'), PDFName.of('Identity'));
  return true;
}

/** Takes off a picture what PDF/A forbids: smoothing is a reader's choice, and other versions are none of the page. */
function settlePicture(picture: PDFDict): boolean {
  const gone = [...ELSEWHERE, ...(booleanAt(picture, 'Interpolate') ? ['Interpolate'] : [])].filter((key) =>
    picture.has(PDFName.of(key)),
  );
  for (const key of gone) picture.delete(PDFName.of(key));
  return gone.length > 0;
}

/** Takes off graphics states the transfer function that changes nothing, which says what is so anyway (ISO 19005-2, 6.2.5). */
function settleStates(holder: PDFDict): boolean {
  const states = dictionaryAt(dictionaryAt(holder, 'Resources') ?? holder, 'ExtGState');
  const own = (states?.keys() ?? []).flatMap((key) => dictionary(states!.lookup(key)) ?? []);
  const idle = [holder, ...own].filter((state) => nameAt(state, 'TR') === 'Identity');
  for (const state of idle) state.delete(PDFName.of('TR'));
  return idle.length > 0;
}

/** Takes out of a page's content what is no operator (ISO 19005-2, 6.2.2), and packs it rightly. False where it is too large. */
function cleanPage(context: PDFContext, page: PDFDict, limit: number): boolean {
  try {
    const content = withoutStrangeOperators(joinedContent(page, (part) => readable(part, limit)));
    page.set(PDFName.of('Contents'), context.register(PDFRawStream.of(context.obj({}), content)));
    return true;
  } catch {
    return false;
  }
}

/** The same for a form, or another stream that is content; undefined where it is too large. */
function cleanForm(context: PDFContext, form: PDFStream, limit: number): PDFRawStream | undefined {
  try {
    return unpacked(context, form, withoutStrangeOperators(readable(form, limit)));
  } catch {
    return undefined;
  }
}

/** What any reader can read of content: nothing of what is packed in a way that none knows. Throws RangeError beyond the limit. */
function readable(content: PDFStream, limit: number): Uint8Array {
  try {
    return streamBytes(content, limit);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return new Uint8Array();
  }
}

/** A stream packed with LZW as a plain one, which the book's writer packs again (ISO 19005-2, 6.1.7.2); undefined for any other. */
function repacked(context: PDFContext, stream: PDFStream, limit: number): PDFRawStream | undefined {
  const used = filters(stream);
  // What lies under LZW is a picture's own coding.
  if (used.length !== 1 || used[0] !== 'LZWDecode') return undefined;
  try {
    const bytes = streamBytes(stream, limit);
    return unpacked(context, stream, bytes);
  } catch {
    return undefined;
  }
}

/** A stream with other bytes, which the book's writer packs. */
function unpacked(context: PDFContext, { dict: own }: PDFStream, bytes: Uint8Array): PDFRawStream {
  const dict = own.clone(context);
  for (const key of ['Filter', 'DecodeParms', 'Length']) dict.delete(PDFName.of(key));
  return PDFRawStream.of(dict, Uint8Array.from(bytes));
}
