/** One thing that preflight looks at. */
export interface Rule {
  /** What is wrong, a sentence without a full stop; `%` stands for what it is about. */
  readonly message: string;
  readonly why: string;
  readonly hint?: string;
}

/** Names of rules, to which profiles give severities. */
export type Code =
  | 'unread'
  | 'encrypted'
  | 'output-intent-missing'
  | 'page-sizes-differ'
  | 'page-count-odd'
  | 'page-empty'
  | 'trim-missing'
  | 'trim-outside'
  | 'bleed-missing'
  | 'bleed-unpainted'
  | 'font-missing'
  | 'font-type3'
  | 'text-small'
  | 'text-small-coloured'
  | 'text-near-trim'
  | 'image-low'
  | 'image-poor'
  | 'image-excessive'
  | 'line-art-low'
  | 'colour-rgb'
  | 'colour-icc'
  | 'colour-lab'
  | 'spot-colours'
  | 'spots-many'
  | 'registration-colour'
  | 'ink-total'
  | 'hairline'
  | 'white-overprint'
  | 'transparency'
  | 'annotation';

/** All that is looked at. */
export const RULES: Readonly<Record<Code, Rule>> = {
  unread: {
    message: 'not all of the file could be read: %',
    why: 'What cannot be read cannot be judged, and a press may stumble over it.',
  },
  encrypted: {
    message: 'the file is encrypted',
    why: 'A press’s programs may refuse it (PDF/X-4, ISO 15930-7).',
    hint: 'Save it without password and restrictions.',
  },
  'output-intent-missing': {
    message: 'the file names no output intent for print',
    why: 'Nothing says for which press and paper its colours are meant (PDF/X-4, ISO 15930-7).',
    hint: 'Make it as PDF/X with the printer’s profile.',
  },
  'page-sizes-differ': {
    message: 'pages are of different sizes: most are %',
    why: 'A book is cut to one size.',
  },
  'page-count-odd': {
    message: 'the number of pages, %, is no multiple that the binding needs',
    why: 'The printer adds blank pages at the end, or asks.',
  },
  'page-empty': {
    message: 'nothing is printed on the page',
    why: 'An empty page in the middle of a book is usually a mistake.',
  },
  'trim-missing': {
    message: 'the page has no trim box',
    why: 'Nothing says where it is cut (PDF/X-4, ISO 15930-7).',
    hint: 'Give it a TrimBox of the finished size.',
  },
  'trim-outside': {
    message: 'the page’s boxes do not lie inside each other',
    why: 'Trim must lie inside bleed, and bleed inside the media box (ISO 32000-1, 14.11.2).',
  },
  'bleed-missing': {
    message: 'the page has less bleed than the % that are asked for',
    why: 'Cutting errs by a millimetre or so; without bleed a white edge shows.',
    hint: 'Let what touches the edge go on beyond it, and say so in a BleedBox.',
  },
  'bleed-unpainted': {
    message: 'a picture or tint ends at the edge of the trim, or before the bleed does',
    why: 'Where the cut errs, a white line shows.',
    hint: 'Let it go on to the end of the bleed.',
  },
  'font-missing': {
    message: 'the font % is not embedded',
    why: 'The press sets the text in another font.',
    hint: 'Make the file again with all fonts embedded.',
  },
  'font-type3': {
    message: 'the font % is of Type 3',
    why: 'Its glyphs are drawings, without hints and often from a raster; small type comes out rough.',
  },
  'text-small': {
    message: 'type is smaller than %',
    why: 'It is hard to read, and fills in or breaks up on the press.',
  },
  'text-small-coloured': {
    message: 'small type is printed in more than one ink, under %',
    why: 'Plates never meet exactly; thin strokes get coloured edges.',
    hint: 'Print small type in black alone, or in one other ink.',
  },
  'text-near-trim': {
    message: 'type stands nearer than % to the edge',
    why: 'Cutting errs, and the type may be cut or look squeezed.',
  },
  'image-low': {
    message: 'a picture has less than %',
    why: 'It looks soft in print.',
    hint: 'Use the original, or print it smaller.',
  },
  'image-poor': {
    message: 'a picture has less than %',
    why: 'Its pixels show in print.',
    hint: 'Use the original, or print it smaller.',
  },
  'image-excessive': {
    message: 'a picture has more than %',
    why: 'It makes the file large and gains nothing.',
  },
  'line-art-low': {
    message: 'a picture of pure black and white has less than %',
    why: 'Its edges look jagged, for they get no halftone.',
  },
  'colour-rgb': {
    message: 'colours are in RGB',
    why: 'The press converts them in its own way; black type may come out of four inks.',
    hint: 'Convert to CMYK, or agree with the printer on PDF/X-4 with profiles.',
  },
  'colour-icc': {
    message: 'greys or CMYK colours carry profiles of their own',
    why: 'They may be converted again, and pure black get other inks.',
  },
  'colour-lab': {
    message: 'colours are given in Lab',
    why: 'The press converts them in its own way.',
  },
  'spot-colours': {
    message: 'the spot colour “%” is used',
    why: 'Each needs a plate and an ink of its own, or is converted.',
  },
  'spots-many': {
    message: 'there are more spot colours than %',
    why: 'Each is a plate of its own, and costs.',
    hint: 'Convert to CMYK those that no ink is bought for; look for two names of one ink.',
  },
  'registration-colour': {
    message: 'the registration colour is used inside the trim',
    why: 'It prints on all plates: four times the ink, which does not dry.',
    hint: 'Use black.',
  },
  'ink-total': {
    message: 'inks add up to more than %',
    why: 'So much ink does not dry, smears and sticks to the next sheet.',
    hint: 'Convert with a profile that limits ink for this paper.',
  },
  hairline: {
    message: 'lines are thinner than %',
    why: 'They break up or vanish on the press.',
  },
  'white-overprint': {
    message: 'white is set to overprint',
    why: 'It vanishes: what lies under it prints.',
    hint: 'Set it to knock out.',
  },
  transparency: {
    message: 'transparency is used',
    why: 'Old workflows flatten it, with seams and changed colours.',
  },
  annotation: {
    message: 'there are annotations that print (%) on the page',
    why: 'Whether they print depends on the program (PDF/X-4, ISO 15930-7).',
    hint: 'Flatten or remove them.',
  },
};
