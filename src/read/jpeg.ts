/** Marker codes (ITU-T T.81, B.1.1.3). */
const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;
const ADOBE = 0xee;
const JFIF = 0xe0;

/**
 * A JPEG without what says nothing of its picture: Exif, XMP, IPTC, profiles, comments. Its coded picture stays byte for byte.
 * APP0 (JFIF) and APP14 (Adobe, which tells the colour transform) stay. Undefined when the segments cannot be followed.
 */
export function stripJpeg(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const parts: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === START_OF_SCAN) {
      parts.push(bytes.subarray(at));
      return Buffer.concat(parts);
    }
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (length < 2) return undefined;
    const application = marker >= JFIF && marker <= 0xef;
    if (marker !== COMMENT && (!application || marker === JFIF || marker === ADOBE))
      parts.push(bytes.subarray(at, at + 2 + length));
    at += 2 + length;
  }
  return undefined;
}
