import { PDFName, PDFRawStream, PDFRef, PDFStream, type PDFContext } from 'pdf-lib';
import { meaning } from './font-text.ts';
import { applyEdits, type Edit } from '../model/content-edits.ts';
import type { GlyphText } from './marked-content.ts';
import type { PageStreams, ScannedStream } from './page-streams.ts';
import { replacedStream } from './stream-data.ts';

const CONTENTS = PDFName.of('Contents');
const END = 'EMC\n';

/**
 * Writes every stream that changes once: painting outside marked content and content that became decoration are artifacts
 * (ISO 32000-1, 14.8.2.2), the text layer's changes are made. What is seen stays as it was. `mistaken` are characters that stand for
 * others all through the document.
 */
export function rewriteContent(context: PDFContext, streams: PageStreams, mistaken: ReadonlyMap<string, string>): void {
  for (const stream of streams.all) {
    // A form without marks of its own is marked, as a whole, where it is called; one that is called inside marked content is part of that.
    if (stream.kind === 'form' && (!stream.marks || stream.inside)) continue;
    const edits = editsOf(stream, mistaken);
    if (edits.length === 0) continue;
    if (stream.partly)
      throw new Error(`page ${stream.index + 1} is one figure, and something beside it would change it`);
    const bytes = applyEdits(stream.scan.bytes, edits);
    if (stream.kind === 'page') {
      const old = stream.dict.get(CONTENTS);
      const made = PDFRawStream.of(context.obj({}), bytes);
      if (old instanceof PDFRef) context.assign(old, made);
      else stream.dict.set(CONTENTS, context.register(made));
    } else {
      const old = context.lookup(stream.ref);
      if (old instanceof PDFStream) context.assign(stream.ref, replacedStream(context, old, bytes));
    }
  }
}

function editsOf(stream: ScannedStream, mistaken: ReadonlyMap<string, string>): Edit[] {
  const { scan } = stream;
  const edits: Edit[] = [...scan.edits, ...stream.edits];
  for (const glyph of scan.glyphTexts) {
    if (!isRepetition(glyph, mistaken)) continue;
    edits.push({ ...glyph.begin, text: '' }, { ...glyph.end, text: '' });
  }
  for (const run of scan.unmarked) {
    edits.push({ start: run.start, end: run.start, text: artifact(run.textY, stream) });
    edits.push({ start: run.end, end: run.end, text: END });
  }
  for (const content of scan.contents.values()) {
    if (content.artifact) edits.push({ start: content.start, end: content.end, text: '/Artifact BMC' });
  }
  for (const { use, form } of stream.calls) {
    if (use.marked || form?.marks) continue;
    if (scan.unmarked.some((run) => run.start <= use.start && use.end <= run.end)) continue;
    edits.push({ start: use.start, end: use.start, text: '/Artifact BMC\n' });
    edits.push({ start: use.end, end: use.end, text: `\n${END}` });
  }
  return edits.sort((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * True for a replacement text that says what the font says anyway. Programs that read text take every such stretch for a word of its own:
 * a word in Arabic letters, which has one a letter, came out as single letters in the order in which they are painted.
 */
function isRepetition({ font, code, text }: GlyphText, mistaken: ReadonlyMap<string, string>): boolean {
  const said = font.text[code];
  return said !== undefined && meaning(font, code, said, mistaken) === text;
}

/** Opens an artifact: text above and below the page's content is its head and foot (ISO 32000-1, 14.8.2.2.2). */
function artifact(textY: number | undefined, stream: ScannedStream): string {
  if (stream.kind === 'form' || textY === undefined) return '/Artifact BMC\n';
  return `/Artifact<</Type/Pagination/Subtype/${textY > stream.height / 2 ? 'Header' : 'Footer'}>>BDC\n`;
}
