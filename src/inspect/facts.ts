/** What is in a PDF, as plain data. Pages count from 0; lengths are in points of 1/72 in. */
export interface PdfFacts {
  /** `1.7`; the catalog's where it is later than the header's. */
  readonly version: string;
  readonly bytes: number;
  readonly linearised: boolean;
  readonly encrypted: boolean;
  /** False when the file opens only with a password: then nothing below is known. */
  readonly readable: boolean;
  readonly pageCount: number;
  readonly pages: readonly PageFacts[];
  readonly outline: readonly OutlineFacts[];
  readonly destinations: readonly DestinationFacts[];
  readonly fonts: readonly FontFacts[];
  readonly images: readonly ImageFacts[];
  readonly tags: TagFacts;
  readonly metadata: MetadataFacts;
  readonly attachments: readonly AttachmentFacts[];
  readonly viewer: ViewerFacts;
  readonly outputIntents: readonly OutputIntentFacts[];
  /** Standards that the file says it keeps, which is no proof: `PDF/A-2A`, `PDF/UA-1`, `PDF/X-4`. */
  readonly claims: readonly string[];
  /** What could not be read, in words; what is told is then not all there is. */
  readonly faults: readonly string[];
}

/** Left, bottom, right and top. */
export type Box = readonly [number, number, number, number];

export interface PageFacts {
  readonly label: string;
  readonly media: Box;
  /** Boxes that the page has of its own or inherits; absent ones equal the crop box, and that the media box. */
  readonly crop?: Box;
  readonly bleed?: Box;
  readonly trim?: Box;
  readonly art?: Box;
  /** Clockwise, 0, 90, 180 or 270. */
  readonly rotate: number;
  /** Points a unit. */
  readonly userUnit: number;
}

export interface OutlineFacts {
  readonly title: string;
  /** From 1. */
  readonly level: number;
  readonly open: boolean;
  /** Absent when it leads to no page of this file. */
  readonly page?: number;
  readonly label?: string;
  readonly destination?: string;
  readonly children: readonly OutlineFacts[];
}

export interface DestinationFacts {
  readonly name: string;
  readonly page?: number;
  /** Coordinates of the view's top left corner where the destination gives them. */
  readonly left?: number;
  readonly top?: number;
}

export interface FontFacts {
  /** PostScript name without its subset tag; empty for a Type 3 font, which need not have one. */
  readonly name: string;
  readonly type: FontType;
  readonly embedded: boolean;
  readonly subset: boolean;
  readonly toUnicode: boolean;
  /** The named encoding of a simple font, which tells its text by itself: `WinAnsiEncoding`. */
  readonly encoding?: string;
  /** Pages that show text in it. */
  readonly pages: readonly number[];
}

export type FontType =
  | 'Type 1'
  | 'Type 1C'
  | 'MM Type 1'
  | 'TrueType'
  | 'OpenType'
  | 'CID TrueType'
  | 'CID Type 0'
  | 'CID Type 0C'
  | 'CID OpenType'
  | 'Type 3'
  | 'unknown';

export interface ImageFacts {
  readonly page: number;
  /** Size in pixels. */
  readonly width: number;
  readonly height: number;
  /** `DeviceRGB`, `ICCBased (3)`, `Indexed (DeviceRGB)`, `stencil`. */
  readonly colourSpace: string;
  readonly bits: number;
  /** `DCTDecode`; several are joined by a space; empty for none. */
  readonly filter: string;
  /** Bytes in the file. */
  readonly bytes: number;
  readonly softMask: boolean;
  /** Times it is painted on the page; the resolution is the lowest among them. */
  readonly count: number;
  /** Effective resolution in pixels per inch along the picture's own axes. */
  readonly ppi: { readonly x: number; readonly y: number };
}

export interface TagFacts {
  readonly marked: boolean;
  readonly lang?: string;
  /** Structure elements by type, in order of their names. */
  readonly counts: Readonly<Record<string, number>>;
  /** Non-standard types and what they stand for. */
  readonly roles: Readonly<Record<string, string>>;
  /** The elements in reading order, a line each, indented: type, then attributes, then the text it holds itself. */
  readonly tree: string;
}

export interface MetadataFacts {
  readonly info: Readonly<Record<string, string>>;
  /** The XMP packet as it stands. */
  readonly xmp?: string;
  readonly title?: string;
  readonly authors: readonly string[];
  readonly description?: string;
  readonly keywords?: string;
  readonly subjects: readonly string[];
  readonly languages: readonly string[];
  readonly created?: string;
  readonly modified?: string;
  readonly creatorTool?: string;
  readonly producer?: string;
  /** Where Info and XMP say different things, in words. */
  readonly disagreements: readonly string[];
}

export interface AttachmentFacts {
  readonly name: string;
  readonly description?: string;
  /** Bytes, unpacked. */
  readonly size: number;
  readonly mime?: string;
  /** `Source`, `Data`, `Supplement` … (ISO 32000-2, Table 43). */
  readonly relationship?: string;
}

export interface ViewerFacts {
  readonly pageMode?: string;
  readonly pageLayout?: string;
  readonly preferences: Readonly<Record<string, string | number | boolean>>;
}

export interface OutputIntentFacts {
  readonly subtype: string;
  readonly condition?: string;
  readonly info?: string;
  /** Size of the ICC profile that comes with it. */
  readonly profileBytes?: number;
}
